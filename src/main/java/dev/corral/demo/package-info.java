/**
 * The sample server of a demo run: it speaks Ollama's API so that the page has something to show
 * before a real Ollama is connected. Never started outside a demo run ({@code corral.demo}).
 */
package dev.corral.demo;
