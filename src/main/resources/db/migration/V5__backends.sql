CREATE TABLE corral_backend (
  url VARCHAR(300) NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL,
  options ${text},
  secrets ${text}
);

CREATE TABLE corral_backend_change (
  id VARCHAR(36) NOT NULL PRIMARY KEY,
  url VARCHAR(300) NOT NULL,
  version BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by VARCHAR(255) NOT NULL,
  what VARCHAR(255) NOT NULL,
  options_after ${text},
  CONSTRAINT corral_backend_change_once UNIQUE (url, version)
);
