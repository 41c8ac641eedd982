/**
 * Pure choices for a load balancer: which endpoint of a pool gets a request, and what is learnt from how it went. No I/O,
 * no thread, no clock and no random source; times and random bits are arguments, so every decision can be replayed.
 *
 * <p>A {@link io.headgate.balance.BalancerPlan} is a pool's configuration, checked and compiled once, on a control thread.
 * Each event loop makes its own {@link io.headgate.balance.Balancer} of it and is the only one to touch it; loops share
 * nothing that changes.
 *
 * <pre>{@code
 * var plan = BalancerPlan.compile(BalancerConfig.of(new Policy.LeastRequest(2)), endpoints);   // control thread
 * var balancer = new Balancer(plan, nanoTime);                                                 // event loop, from here on
 *
 * int index = balancer.pick(hash, random.nextLong(), tried, nanoTime);
 * if (index < 0) {
 *     return index == Balancer.FULL ? answer(503, "overloaded") : answer(503, "no endpoint");
 * }
 * EndpointState endpoint = balancer.begin(index);
 * // ... the request goes to endpoint.id(), and something happens ...
 * balancer.end(endpoint, Outcome.CONNECT_FAILURE, latencyNanos, nanoTime);
 * tried.add(endpoint);                                                                         // and pick again
 * }</pre>
 *
 * <h2>The caller's duties</h2>
 *
 * <ol>
 *   <li>Ask for persistence first: a tag from {@link io.headgate.balance.PersistenceCookie#decode}, looked up among the tags
 *       of the pool's endpoints, then {@link io.headgate.balance.Balancer#accepts} with {@code persisted}.
 *   <li>End once what was begun, with the state that begin returned, even after the pool has changed.
 *   <li>Count requests, and ask before retries, in a {@link io.headgate.balance.RetryBudget}.
 *   <li>When the pool changes, go on with {@link io.headgate.balance.Balancer#successor} and forget the old one; move what
 *       is kept per index (connections) by {@link io.headgate.balance.EndpointState#index}, which is -1 for endpoints that
 *       are gone.
 *   <li>If the pool is health-checked, run one {@link io.headgate.balance.HealthMachine} per endpoint, anywhere, and tell
 *       every loop's balancer each verdict. A successor keeps verdicts; a balancer made afresh has to be told.
 *   <li>From time to time {@link io.headgate.balance.Balancer#advance}, if the pool may be without traffic, and
 *       {@link io.headgate.balance.Balancer#takeEvents} for the event log.
 * </ol>
 *
 * <h2>What each loop decides alone</h2>
 *
 * <p>Requests in flight, latencies, consecutive failures and therefore ejections are per loop: with 8 loops an endpoint
 * that fails is found 8 times, each after {@link io.headgate.balance.Ejection#consecutiveFailures} of that loop's requests.
 * Limits are per loop too. Health verdicts, plans and Maglev tables are the same for all, so a key goes to the same
 * endpoint from every loop and node, as long as nobody ejects it.
 */
@NullMarked
package io.headgate.balance;

import org.jspecify.annotations.NullMarked;
