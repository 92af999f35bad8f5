-- Example tables with bcrypt hashes. A company that has such tables already changes the two queries in jdbc.cli instead.
CREATE EXTENSION IF NOT EXISTS pgcrypto;
CREATE TABLE login (
    name     VARCHAR(100) PRIMARY KEY,
    password VARCHAR(300) NOT NULL
);
CREATE TABLE login_role (
    name VARCHAR(100) NOT NULL REFERENCES login,
    role VARCHAR(100) NOT NULL,
    PRIMARY KEY (name, role)
);
INSERT INTO login VALUES
    ('alice', crypt('alice-demo', gen_salt('bf', 10))),
    ('ada', crypt('ada-demo', gen_salt('bf', 10))),
    ('nora', crypt('nora-demo', gen_salt('bf', 10)));
INSERT INTO login_role VALUES ('alice', 'ai-users'), ('ada', 'ai-admins');

-- WildFly only reads.
CREATE USER corral_wildfly PASSWORD 'corral-reads';
GRANT SELECT ON login, login_role TO corral_wildfly;
