"""Who and what belong together beyond their ids: leads to accounts by domain and name, leads and accounts that are probably one."""
