/**
 * Who may do which operation on which model with which options. Pure decisions: no I/O, no HTTP or
 * servlet type. Only {@link dev.corral.policy.PolicyStore} knows the database.
 */
package dev.corral.policy;
