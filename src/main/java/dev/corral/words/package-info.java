/**
 * Sentences for people. Each has an English text, which programs and logs get, and a code with
 * values, by which the page says it in the reader's language ({@code assets/texts/LANGUAGE/said}; a
 * test holds that every code is there in every language). Words that only a program's author sees
 * have no code and stay English.
 */
package dev.corral.words;
