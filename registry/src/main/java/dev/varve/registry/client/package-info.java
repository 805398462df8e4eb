/** The operations of the OCI distribution spec on one repository of one server. */
@NullMarked
package dev.varve.registry.client;

import org.jspecify.annotations.NullMarked;
