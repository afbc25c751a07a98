/**
 * Another person's approval of one run of a command.
 *
 * <p>{@link dev.keyhaul.ceremony.approval.Approvals} asks, verifies and uses up; an {@link
 * dev.keyhaul.ceremony.approval.ApprovalStore} carries requests and signatures. {@link
 * dev.keyhaul.ceremony.approval.ApprovalFolder} is a store of files; implement the interface for
 * one of your own.
 *
 * <p>Stability: API; interfaces that applications implement are SPI.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.ceremony.approval;

import org.jspecify.annotations.NullMarked;
