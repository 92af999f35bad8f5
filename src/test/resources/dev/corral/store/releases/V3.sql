-- Rows as version 0.1.0 left them (tables of version 3). Never changed again: the next release adds a file of its own.
INSERT INTO corral_setting (setting_key, setting_text, version) VALUES ('corral.ui.title', 'Scheune „Süd“ 农场', 3);
INSERT INTO corral_setting (setting_key, setting_text, version) VALUES ('corral.ollama.base-urls', 'http://gpu-1.example.com:11434;http://[2001:db8::7]:11434', 1);
INSERT INTO corral_setting (setting_key, setting_text, version) VALUES ('corral.offline', NULL, 2);
INSERT INTO corral_setting_change (id, setting_key, version, changed_at, changed_by, text_before, text_after) VALUES ('0b5c9c80-6a57-4c55-9a52-09f7f2a3c001', 'corral.ui.title', 1, 1795636800123, 'admin', NULL, 'Scheune');
INSERT INTO corral_setting_change (id, setting_key, version, changed_at, changed_by, text_before, text_after) VALUES ('0b5c9c80-6a57-4c55-9a52-09f7f2a3c002', 'corral.ui.title', 2, 1795636900123, 'jürgen', 'Scheune', NULL);
INSERT INTO corral_setting_change (id, setting_key, version, changed_at, changed_by, text_before, text_after) VALUES ('0b5c9c80-6a57-4c55-9a52-09f7f2a3c003', 'corral.ui.title', 3, 1795637000123, 'admin', NULL, 'Scheune „Süd“ 农场');
INSERT INTO corral_setting_change (id, setting_key, version, changed_at, changed_by, text_before, text_after) VALUES ('0b5c9c80-6a57-4c55-9a52-09f7f2a3c004', 'corral.ollama.base-urls', 1, 1795637100123, 'admin', NULL, 'http://gpu-1.example.com:11434;http://[2001:db8::7]:11434');
INSERT INTO corral_api_key (id, key_owner, key_name, secret_hash, secret_end, scopes, in_path, created_at, expires_at, revoked_at, revoked_by, used_at, used_from, change_number) VALUES ('79679548-c4ab-473d-894e-9768f19fcf51', 'alice', 'laptop', 'aa9f02921585ddb28afc804a12b99128ed564b7fa4e9696b4aeb3482c0e3b483', 'amnh', 'ollama', 1, 1795636800123, 1827172800000, NULL, NULL, 1795640000456, '192.0.2.7', 2);
INSERT INTO corral_api_key (id, key_owner, key_name, secret_hash, secret_end, scopes, in_path, created_at, expires_at, revoked_at, revoked_by, used_at, used_from, change_number) VALUES ('2c1e53a1-90d0-4b0f-8a9e-2f3f0e7f4b10', 'admin', 'backup & metrics', 'bb9f02921585ddb28afc804a12b99128ed564b7fa4e9696b4aeb3482c0e3b484', 'Zq0x', 'api,metrics', 0, 1795636900123, NULL, 1795639900123, 'admin', NULL, NULL, 4);
INSERT INTO corral_principal (id, principal_name, held_roles, seen_at, change_number) VALUES ('2bd806c97f0e00af1a1fc3328fa763a9269723c8db8fac4f93af71db186d6e90', 'alice', 'corral-user', 1795640000456, 1);
INSERT INTO corral_principal (id, principal_name, held_roles, seen_at, change_number) VALUES ('8c6976e5b5410415bde908bd4dee15dfb167a9c873fc4bb8a81f6f2ab448a918', 'admin', 'corral-admin
corral-user', 1795640000999, 3);
UPDATE corral_change_count SET changes = 4 WHERE area = 'identity';
INSERT INTO corral_policy (version, saved_at, saved_by, note, rules) VALUES (1, 1795637200123, 'admin', 'Only small models in the day', '{"format":1,"rules":[{"id":"users-use-models","effect":"allow","who":{"roles":["user"]},"what":["use"]}]}');
INSERT INTO corral_policy (version, saved_at, saved_by, note, rules) VALUES (2, 1795637300123, 'admin', '', NULL);
