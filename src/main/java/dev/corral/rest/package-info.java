/**
 * The Jersey application at {@code /api/v1}: resources that translate between JSON and the rooms,
 * one error shape, one exception mapper, and roles that every method must name. Business rules live
 * in the rooms.
 */
package dev.corral.rest;
