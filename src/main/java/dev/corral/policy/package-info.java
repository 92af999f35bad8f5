/**
 * Who may do which operation on which model with which options. Pure decisions: no I/O, no HTTP or
 * servlet type.
 */
package dev.corral.policy;
