CREATE TABLE corral_chat (
  id VARCHAR(36) NOT NULL PRIMARY KEY,
  owner_id VARCHAR(64) NOT NULL,
  title VARCHAR(300),
  titled VARCHAR(4),
  folder VARCHAR(36),
  tags VARCHAR(2000) NOT NULL,
  pinned SMALLINT NOT NULL,
  archived SMALLINT NOT NULL,
  shared SMALLINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  model VARCHAR(300),
  system_text ${text},
  parameters_text ${text},
  leaf VARCHAR(36),
  version BIGINT NOT NULL
);

CREATE INDEX corral_chat_list ON corral_chat (owner_id, archived, updated_at);

CREATE INDEX corral_chat_age ON corral_chat (updated_at);

CREATE TABLE corral_chat_message (
  id VARCHAR(36) NOT NULL PRIMARY KEY,
  chat VARCHAR(36) NOT NULL,
  parent VARCHAR(36),
  ordinal BIGINT NOT NULL,
  said_by VARCHAR(10) NOT NULL,
  content ${text} NOT NULL,
  thinking ${text},
  files ${text},
  tool_calls ${text},
  model VARCHAR(300),
  created_at BIGINT NOT NULL,
  stands VARCHAR(12) NOT NULL,
  error_text ${text},
  stats ${text},
  logprobs ${text},
  parameters_text ${text},
  client_id VARCHAR(64),
  node VARCHAR(36),
  version BIGINT NOT NULL,
  CONSTRAINT corral_chat_message_once UNIQUE (chat, client_id)
);

CREATE INDEX corral_chat_message_order ON corral_chat_message (chat, ordinal);

CREATE INDEX corral_chat_message_node ON corral_chat_message (node);

CREATE TABLE corral_chat_image (
  id VARCHAR(36) NOT NULL PRIMARY KEY,
  chat VARCHAR(36) NOT NULL,
  message VARCHAR(36) NOT NULL,
  ordinal BIGINT NOT NULL,
  mime VARCHAR(30) NOT NULL,
  byte_count BIGINT NOT NULL,
  width INTEGER,
  height INTEGER,
  content ${bytes} NOT NULL
);

CREATE INDEX corral_chat_image_chat ON corral_chat_image (chat);

CREATE TABLE corral_chat_trace (
  message VARCHAR(36) NOT NULL PRIMARY KEY,
  chat VARCHAR(36) NOT NULL,
  owner_id VARCHAR(64) NOT NULL,
  ordinal BIGINT NOT NULL,
  grams ${bytes} NOT NULL
);

CREATE INDEX corral_chat_trace_owner ON corral_chat_trace (owner_id, ordinal);

CREATE INDEX corral_chat_trace_chat ON corral_chat_trace (chat);

CREATE TABLE corral_chat_folder (
  id VARCHAR(36) NOT NULL PRIMARY KEY,
  owner_id VARCHAR(64) NOT NULL,
  folder_name VARCHAR(200) NOT NULL,
  system_text ${text},
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);

CREATE INDEX corral_chat_folder_owner ON corral_chat_folder (owner_id);

CREATE TABLE corral_chat_share (
  id VARCHAR(36) NOT NULL PRIMARY KEY,
  chat VARCHAR(36) NOT NULL,
  owner_id VARCHAR(64) NOT NULL,
  owner_name VARCHAR(255) NOT NULL,
  leaf VARCHAR(36),
  everyone SMALLINT NOT NULL,
  reader_names ${text} NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT corral_chat_share_once UNIQUE (chat)
);

CREATE INDEX corral_chat_share_everyone ON corral_chat_share (everyone, created_at);

CREATE TABLE corral_chat_reader (
  id VARCHAR(36) NOT NULL PRIMARY KEY,
  share_id VARCHAR(36) NOT NULL,
  reader_id VARCHAR(64) NOT NULL
);

CREATE INDEX corral_chat_reader_who ON corral_chat_reader (reader_id);

CREATE INDEX corral_chat_reader_share ON corral_chat_reader (share_id);

CREATE TABLE corral_prompt (
  id VARCHAR(36) NOT NULL PRIMARY KEY,
  owner_id VARCHAR(64) NOT NULL,
  owner_name VARCHAR(255) NOT NULL,
  prompt_name VARCHAR(100) NOT NULL,
  prompt_text ${text} NOT NULL,
  shared SMALLINT NOT NULL,
  changed_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);

CREATE INDEX corral_prompt_owner ON corral_prompt (owner_id);

CREATE INDEX corral_prompt_shared ON corral_prompt (shared);

CREATE TABLE corral_preset (
  id VARCHAR(36) NOT NULL PRIMARY KEY,
  owner_id VARCHAR(64) NOT NULL,
  preset_name VARCHAR(100) NOT NULL,
  model VARCHAR(300),
  system_text ${text},
  parameters_text ${text},
  version BIGINT NOT NULL
);

CREATE INDEX corral_preset_owner ON corral_preset (owner_id);

CREATE TABLE corral_preference (
  owner_id VARCHAR(64) NOT NULL PRIMARY KEY,
  document ${text} NOT NULL,
  changed_at BIGINT NOT NULL
);

CREATE TABLE corral_chat_node (
  id VARCHAR(36) NOT NULL PRIMARY KEY,
  seen_at BIGINT NOT NULL
);
