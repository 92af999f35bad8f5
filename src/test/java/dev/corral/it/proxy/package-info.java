/** What Corral does between a client and an Ollama, watched from both sides on bare sockets. */
package dev.corral.it.proxy;
