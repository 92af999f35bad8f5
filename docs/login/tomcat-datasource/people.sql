-- Example tables. A company that has such tables already makes two views with these names and columns over them.
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
    ('alice', '6c1a9b9729b33910fafbf26e36704704$210000$cbb387e6730ebf74f14b30517b76d97dcb41f1d0e453cbde19a5a68e7c79a017'),
    ('ada', 'ab5c55d96204072239119612f40ed28f$210000$47307f262a0863e47450346b7586ec073bcde52ad61e73a2045b250ecaee16b3'),
    ('nora', 'c9421ca6d9d914d0d996e8020ce67acd$210000$9f719ef48f3ce3b71008a3c6f5874113813214269d9970001a7de7f784384d94');
INSERT INTO login_role VALUES ('alice', 'ai-users'), ('ada', 'ai-admins');

-- Tomcat only reads.
CREATE USER corral_login PASSWORD 'corral-reads';
GRANT SELECT ON login, login_role TO corral_login;
