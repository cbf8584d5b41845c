"""What people say at the desk about hand-offs: facts of the record, once the worker has written them there."""
