/**
 * The configuration that people already have: Docker's {@code config.json} with its credential
 * helpers, podman's {@code auth.json}, {@code registries.conf}, {@code daemon.json}, {@code
 * certs.d}, and the variables that name proxies. Where each is looked for, and which wins, is in
 * ADR 41.
 */
@NullMarked
package dev.varve.registry.config;

import org.jspecify.annotations.NullMarked;
