/**
 * The agent of one node: makes keys where they are used, asks for certificates, installs them atomically, proves that they are
 * served, and goes back when they are not.
 *
 * <p>It trusts nobody for what it installs: the chain must end at the CA of its pinned trust document, the key must be its own,
 * the names must be the ones it asked for. What the registry says is a hint to hurry, never a command.
 *
 * <p>Where people signed a standing grant, the key in place orders its own successor, once: {@link io.countersign.agent.GrantRenewal}
 * says when it does and when people are asked instead.
 */
package io.countersign.agent;
