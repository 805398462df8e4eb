/**
 * How a registry is told who asks: challenges, token servers, tokens (Docker's token
 * authentication).
 */
@NullMarked
package dev.varve.registry.auth;

import org.jspecify.annotations.NullMarked;
