-- Which register the source of a file counts as, when somebody said it.
ALTER TABLE upload ADD COLUMN register TEXT NOT NULL DEFAULT '';
