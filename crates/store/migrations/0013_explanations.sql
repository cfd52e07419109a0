-- The latest explanations are found whatever principle they are about, to be compared with a new one.
CREATE INDEX explanation_latest ON explanation (tenant, seq);
