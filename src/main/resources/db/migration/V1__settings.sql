CREATE TABLE corral_setting (
  setting_key VARCHAR(100) NOT NULL PRIMARY KEY,
  setting_text VARCHAR(4000),
  version BIGINT NOT NULL
);

CREATE TABLE corral_setting_change (
  id VARCHAR(36) NOT NULL PRIMARY KEY,
  setting_key VARCHAR(100) NOT NULL,
  version BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by VARCHAR(255) NOT NULL,
  text_before VARCHAR(4000),
  text_after VARCHAR(4000),
  CONSTRAINT corral_setting_change_once UNIQUE (setting_key, version)
);
