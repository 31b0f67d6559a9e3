-- How the figure is called, as its definition said when it was entered: for lists and sheets.
ALTER TABLE business_figure ADD COLUMN title TEXT NOT NULL DEFAULT '';
