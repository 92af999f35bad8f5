/**
 * Every setting: name, type, unit, default, range, where it may come from and who may change it.
 * {@link dev.corral.settings.Catalogue} is the list, {@link dev.corral.settings.Settings} the
 * values in force. The room knows no servlet, JNDI or database type: the places that values come
 * from are handed to it.
 */
package dev.corral.settings;
