CREATE TABLE corral_api_key (
  id VARCHAR(36) NOT NULL PRIMARY KEY,
  key_owner VARCHAR(255) NOT NULL,
  key_name VARCHAR(100) NOT NULL,
  secret_hash VARCHAR(64) NOT NULL,
  secret_end VARCHAR(4) NOT NULL,
  scopes VARCHAR(100) NOT NULL,
  in_path SMALLINT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  revoked_at BIGINT,
  revoked_by VARCHAR(255),
  used_at BIGINT,
  used_from VARCHAR(64),
  change_number BIGINT NOT NULL,
  CONSTRAINT corral_api_key_secret UNIQUE (secret_hash)
);

CREATE INDEX corral_api_key_change ON corral_api_key (change_number);

CREATE TABLE corral_principal (
  id VARCHAR(64) NOT NULL PRIMARY KEY,
  principal_name VARCHAR(255) NOT NULL,
  held_roles VARCHAR(4000) NOT NULL,
  seen_at BIGINT NOT NULL,
  change_number BIGINT NOT NULL
);

CREATE INDEX corral_principal_change ON corral_principal (change_number);

CREATE TABLE corral_change_count (
  area VARCHAR(36) NOT NULL PRIMARY KEY,
  changes BIGINT NOT NULL
);

INSERT INTO corral_change_count (area, changes) VALUES ('identity', 0);
