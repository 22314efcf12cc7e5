package io.epochly.conformance.attacks.internal;

import io.epochly.conformance.attacks.Attack;
import io.epochly.conformance.attacks.Control;
import io.epochly.host.GuestPolicy;
import io.epochly.host.HostFunction;
import io.epochly.host.Isolation;
import io.epochly.host.Limit;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The policies of the guests that attacks are run in. */
final class Policies {
  private final Scene scene;
  private final Isolation isolation;

  Policies(Scene scene, Isolation isolation) {
    this.scene = scene;
    this.isolation = isolation;
  }

  /** Closed, but for what the attack stands on. */
  GuestPolicy closed(Attack attack, Printed printed) {
    GuestPolicy.Builder policy = footing(attack, printed);
    attack.limits().forEach(policy::limit);
    return policy.build();
  }

  /** With the door open that is the attack's control. */
  GuestPolicy opened(Attack attack, Printed printed) {
    GuestPolicy.Builder policy = footing(attack, printed);
    if (attack.control() != Control.LIMIT) {
      attack.limits().forEach(policy::limit);
    }
    switch (attack.control()) {
      case READ -> policy.allowRead(scene.secrets());
      case WRITE -> policy.allowWrite(scene.secrets());
      case NETWORK -> policy.allowNetwork();
      case THREADS -> policy.allowThreads();
      case WORKERS -> policy.allowWorkers(1);
      case CLOCK -> policy.allowPreciseClock();
      case DEVICES -> policy.allowDevices();
      case ENVIRONMENT -> policy.allowEnvironment("PATH");
      case FUNCTION -> scene.functions().forEach(policy::allowFunction);
      default -> {
        // The program is what differs.
      }
    }
    return policy.build();
  }

  private GuestPolicy.Builder footing(Attack attack, Printed printed) {
    GuestPolicy.Builder policy =
        GuestPolicy.builder().isolation(isolation).stdout(printed).stderr(printed);
    switch (attack.footing()) {
      case NONE -> {}
      case ROOM -> policy.allowRead(scene.room()).allowWrite(scene.room());
      case FUNCTIONS -> scene.functions().forEach(policy::allowFunction);
      case THREADS -> policy.allowThreads();
      case WORKERS -> policy.allowWorkers(1);
      case ROOM_AND_THREADS ->
          policy.allowRead(scene.room()).allowWrite(scene.room()).allowThreads();
    }
    return policy;
  }

  /** Somebody's policy, with what the attack stands on, and its limits where there are any. */
  GuestPolicy own(GuestPolicy policy, Attack attack, Printed printed) {
    List<Path> readable = new ArrayList<>(policy.readable());
    List<Path> writable = new ArrayList<>(policy.writable());
    Map<String, HostFunction> functions = new LinkedHashMap<>(policy.functions());
    boolean threads = policy.threads();
    int workers = policy.workers();
    switch (attack.footing()) {
      case NONE -> {}
      case ROOM -> {
        readable.add(scene.room());
        writable.add(scene.room());
      }
      case FUNCTIONS -> scene.functions().forEach(f -> functions.put(f.name(), f));
      case THREADS -> threads = true;
      case ROOM_AND_THREADS -> {
        readable.add(scene.room());
        writable.add(scene.room());
        threads = true;
      }
      case WORKERS -> workers = Math.max(1, workers);
    }
    Map<Limit, Long> limits = new EnumMap<>(Limit.class);
    limits.putAll(policy.limits());
    limits.putAll(attack.limits());
    return new GuestPolicy(
        readable,
        writable,
        policy.environment(),
        policy.network(),
        threads,
        workers,
        policy.preciseClock(),
        policy.devices(),
        policy.signals(),
        functions,
        policy.isolation(),
        policy.acceptReduced(),
        limits,
        policy.terminal(),
        policy.interactive(),
        InputStream.nullInputStream(),
        printed,
        printed);
  }
}
