CREATE TABLE corral_policy (
  version BIGINT NOT NULL PRIMARY KEY,
  saved_at BIGINT NOT NULL,
  saved_by VARCHAR(255) NOT NULL,
  note VARCHAR(1000) NOT NULL,
  rules ${text}
);
