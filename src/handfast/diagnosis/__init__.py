"""From findings to judgement: signs of misalignment, their cost, what a qualified lead is, what a changed agreement would do."""
