// What stands behind the # in the address (a chat, a shared link) goes along through the login: the browser keeps it over redirects.

const form = document.querySelector('form');
if (form && location.hash) form.action += location.hash;
