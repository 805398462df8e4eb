/** Requests and answers: one at a time, never redirected, bounded, and watched for stalls. */
@NullMarked
package dev.varve.registry.http;

import org.jspecify.annotations.NullMarked;
