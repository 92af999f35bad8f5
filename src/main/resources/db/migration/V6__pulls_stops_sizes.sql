CREATE TABLE corral_pull (
  id VARCHAR(36) NOT NULL PRIMARY KEY,
  node VARCHAR(36) NOT NULL,
  model VARCHAR(1000) NOT NULL,
  backend VARCHAR(300) NOT NULL,
  started_by VARCHAR(255) NOT NULL,
  stands VARCHAR(12) NOT NULL,
  created_at BIGINT NOT NULL,
  ended_at BIGINT,
  seen_at BIGINT NOT NULL,
  progress ${text}
);

CREATE TABLE corral_stop (
  id VARCHAR(36) NOT NULL PRIMARY KEY,
  asked_at BIGINT NOT NULL
);

ALTER TABLE corral_chat ADD COLUMN byte_count BIGINT DEFAULT 0 NOT NULL;

ALTER TABLE corral_chat_message ADD COLUMN byte_count BIGINT DEFAULT 0 NOT NULL;

UPDATE corral_chat_message SET byte_count = 500 + LENGTH(content) + COALESCE(LENGTH(thinking), 0)
  + COALESCE(LENGTH(files), 0) + COALESCE(LENGTH(tool_calls), 0) + COALESCE(LENGTH(logprobs), 0);

UPDATE corral_chat SET byte_count = 1000
  + COALESCE((SELECT SUM(m.byte_count) FROM corral_chat_message m WHERE m.chat = corral_chat.id), 0)
  + COALESCE((SELECT SUM(i.byte_count) FROM corral_chat_image i WHERE i.chat = corral_chat.id), 0);

CREATE INDEX corral_chat_size ON corral_chat (owner_id, byte_count);
