/**
 * Authoritative DNS: a query's octets in, a response's octets out. No socket, no thread, no clock, no random source; times and random bits
 * are arguments.
 *
 * <h2>What it promises</h2>
 *
 * <ul>
 *   <li><b>Answers are right.</b> Aliases within a zone, wildcards (RFC 4592), empty non-terminals, delegations with all their glue (RFC
 *       9471), denials with the SOA record (RFC 2308). What is not ours is refused; nothing is looked up elsewhere.
 *   <li><b>Answers suit who asks.</b> A {@link io.headgate.dns.SiteHost}'s addresses depend on the client's network, if its resolver tells it (RFC
 *       7871, with the widest scope that is true), and on which sites are up.
 *   <li><b>Nothing allocated.</b> Records are rendered when a zone is compiled or a site changes its state; an answer is looked up,
 *       copied, and gets its pointers. Responses are minimal: no addresses beside MX and SRV records, one set of records for ANY (RFC 8482).
 *   <li><b>Bounded.</b> A query's cost is linear in its octets; names, aliases, options and sizes have limits. {@link
 *       io.headgate.dns.RateLimit} and cookies (RFC 7873, 9018) keep forged addresses from being flooded.
 *   <li><b>Valid once made.</b> Records, zones and hosts say what is wrong with them, and where, when they are constructed.
 * </ul>
 *
 * <p>Not served: zone transfers, dynamic updates, DNSSEC (a query that asks for it gets the plain answer).
 *
 * <h2>What the caller does, in this order</h2>
 *
 * <ol>
 *   <li>On a control thread makes a {@link io.headgate.dns.Zone} for each apex, of records ({@link io.headgate.dns.RecordData#parse} reads their
 *       text) and hosts, a {@link io.headgate.dns.ZoneSet} of the zones, and a {@link io.headgate.dns.DnsSnapshot} of both the set and the
 *       states of the sites. Publishes it in one volatile field.
 *   <li>When a site goes up or down, publishes {@link io.headgate.dns.DnsSnapshot#with(io.headgate.dns.SiteStates)}: no zone is compiled again. Hysteresis
 *       comes before that. Clients follow within the host's time to live.
 *   <li>Makes one {@link io.headgate.dns.Responder} for each thread that receives. Each has a rate limit of its own, so divides the rate by their number.
 *   <li>For each batch of datagrams reads the field once, calls {@link io.headgate.dns.Responder#begin}, and for each datagram {@link
 *       io.headgate.dns.Responder#respondUdp}; sends what is not empty from the address the query was sent to; counts {@link
 *       io.headgate.dns.Responder#outcome()}.
 *   <li>Over TCP (RFC 7766) reads and writes two octets of length before each message, calls {@link io.headgate.dns.Responder#respondTcp}, and closes
 *       connections that are idle, too many, or sent what is not answered.
 * </ol>
 *
 * <h2>Example</h2>
 *
 * {@snippet :
 * DnsName apex = DnsName.parse("example.com");
 * var records = List.of(
 *         new ResourceRecord(apex, 3600, RecordData.parse(RecordType.SOA, "ns1.example.com. admin.example.com. 1 7200 900 1209600 300")),
 *         new ResourceRecord(apex, 3600, RecordData.parse(RecordType.NS, "ns1.example.com.")),
 *         new ResourceRecord(DnsName.parse("ns1.example.com"), 3600, RecordData.parse(RecordType.A, "192.0.2.53")));
 * var shop = new SiteHost(
 *         DnsName.parse("shop.example.com"),
 *         20,
 *         new SitePolicy.Failover(List.of("east", "west")),
 *         WhenAllDown.USE_ALL,
 *         Map.of("east", List.of(IpAddress.parse("192.0.2.1")), "west", List.of(IpAddress.parse("198.51.100.1"))));
 * var snapshot = DnsSnapshot.of(ZoneSet.of(List.of(Zone.of(apex, records, List.of(shop)))), SiteStates.ALL_UP);
 *
 * responder.begin(snapshot, System.nanoTime(), System.currentTimeMillis() / 1000);
 * client.setV4(address);
 * int length = responder.respondUdp(bytes, 0, received, client, random.nextLong(), response, 0);
 * if (length > 0) {
 *     send(response, length);
 * }
 * }
 */
@NullMarked
package io.headgate.dns;

import org.jspecify.annotations.NullMarked;
