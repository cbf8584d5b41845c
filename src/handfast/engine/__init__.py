"""The engine: agreements and a record in, findings out. The definitions are SQL files, composed as syntax trees."""
