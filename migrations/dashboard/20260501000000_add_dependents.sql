-- Whether a rebuild may drop what others made of the views, where these cannot stay.
ALTER TABLE projection.rebuilds ADD COLUMN drops boolean NOT NULL DEFAULT false;
