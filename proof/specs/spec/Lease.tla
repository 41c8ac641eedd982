------------------------------- MODULE Lease -------------------------------
(***************************************************************************)
(* A leader that may read its own copy of the log, without a round to the  *)
(* others, because for some time nobody else can have become leader.       *)
(*                                                                         *)
(* The leader asks (its clock says `sent`); nodes that grant promise not   *)
(* to vote for another leader before Length has passed on their own clock. *)
(* With grants from a quorum the leader reads locally until its own clock  *)
(* says sent + Usable. Clocks need not agree on the time, only on its      *)
(* pace: while one advances by Fast, any other advances by Slow or more.   *)
(* Hence Usable is Length * Slow / Fast, and counted from when the request *)
(* was sent: no grant can be older than the request for it.                *)
(*                                                                         *)
(* The log is Multi-Paxos in big steps: an election, and the write of one  *)
(* entry to a quorum, are one step each. Their asynchrony is the subject   *)
(* of MultiPaxos; that of asking, granting, counting and reading is the    *)
(* subject here. An entry is the ballot in which it was written. A node    *)
(* leads at most one ballot, its own.                                      *)
(*                                                                         *)
(* A leader forgets grants when it asks anew. A grant that arrives after   *)
(* that is lost; a request that arrives after that could only bind a node  *)
(* for nothing, so it is left out.                                         *)
(*                                                                         *)
(* Why it is not enough: the nodes are the same for ever.                  *)
(*                                                                         *)
(* Source: C. Gray and D. Cheriton, "Leases" (1989); "Paxos Made Live",    *)
(* section 5.2; D. Ongaro's dissertation, section 6.4.                     *)
(***************************************************************************)
EXTENDS Integers, FiniteSets, Sequences

CONSTANTS
    Nodes,       \* each is acceptor, and may be leader of its ballot
    Ballot,      \* per node the ballot it may lead, or None
    Quorums,     \* sets of nodes, each large enough to decide
    MaxSlot,     \* slots are 1..MaxSlot
    MaxTicks,    \* how long time goes on
    Slow,        \* what the slowest clock advances in a tick
    Fast,        \* what the fastest clock advances in a tick
    Length,      \* of a lease, on the clock of who grants it
    MaxRestarts, \* how often nodes lose what is not on disk
    Removed      \* the names of the conditions to leave out

VARIABLES
    ticks,       \* how often time has gone on
    clock,       \* per node its own clock; only ever rises
    restarts,    \* how often a node was restarted
    maxBal,      \* per node the highest ballot it has voted for or written in; never falls; on disk
    log,         \* per node the entries it has; on disk
    leads,       \* the nodes that were elected, each in its ballot
    committed,   \* per node how many entries it knows to be committed; never falls
    promise,     \* per node <<leader, end>>: until its clock says end it votes for nobody but leader; not on disk
    request,     \* per leader its clock when it asked last, or NotAsked
    grants,      \* per leader the nodes that granted what it asked last
    leaseEnd     \* per leader the time on its own clock until which it may read

logVars == <<maxBal, log, leads, committed>>
leaseVars == <<promise, request, grants, leaseEnd>>
timeVars == <<ticks, clock, restarts>>
vars == <<logVars, leaseVars, timeVars>>

Guard(name, condition) == name \in Removed \/ condition

Effect(name, after, before) == IF name \in Removed THEN before ELSE after

None == 0           \* below every ballot
Nobody == "nobody"
NotAsked == -1

ASSUME Quorums \subseteq SUBSET Nodes
ASSUME \A q, r \in Quorums : q \cap r # {}
ASSUME (Length * Slow) % Fast = 0

\* How long a leader may use a lease, on its own clock.
Usable == Effect("drift-is-allowed-for", (Length * Slow) \div Fast, Length)

Init ==
    /\ ticks = 0
    /\ clock = [n \in Nodes |-> 0]
    /\ restarts = 0
    /\ maxBal = [n \in Nodes |-> None]
    /\ log = [n \in Nodes |-> <<>>]
    /\ leads = {}
    /\ committed = [n \in Nodes |-> 0]
    /\ promise = [n \in Nodes |-> <<Nobody, 0>>]
    /\ request = [n \in Nodes |-> NotAsked]
    /\ grants = [n \in Nodes |-> {}]
    /\ leaseEnd = [n \in Nodes |-> 0]

-----------------------------------------------------------------------------
\* Time.

Tick ==
    /\ ticks < MaxTicks
    /\ ticks' = ticks + 1
    /\ \E pace \in [Nodes -> Slow..Fast] : clock' = [n \in Nodes |-> clock[n] + pace[n]]
    /\ UNCHANGED <<logVars, leaseVars, restarts>>

\* Node n comes back with what is on disk, after no time at all, the worst case. It may have promised a lease just before.
Restart(n) ==
    /\ restarts < MaxRestarts
    /\ restarts' = restarts + 1
    /\ promise' = [promise EXCEPT ![n] = <<Nobody, Effect("restarted-node-waits", clock[n] + Length, 0)>>]
    /\ leads' = leads \ {n}
    /\ request' = [request EXCEPT ![n] = NotAsked]
    /\ grants' = [grants EXCEPT ![n] = {}]
    /\ leaseEnd' = [leaseEnd EXCEPT ![n] = 0]
    /\ UNCHANGED <<ticks, clock, maxBal, log, committed>>

-----------------------------------------------------------------------------
\* The log.

\* Whether n may take part in making c leader, for all that it has promised.
FreeFor(n, c) == promise[n][1] = c \/ clock[n] >= promise[n][2]

Longest(nodes) == log[CHOOSE n \in nodes : \A m \in nodes : Len(log[m]) <= Len(log[n])]

\* A quorum votes for c, which is one of it and takes over the longest of their logs.
Elect(c) ==
    /\ Ballot[c] # None
    /\ \E q \in Quorums :
        /\ c \in q
        /\ \A n \in q : maxBal[n] < Ballot[c] /\ Guard("no-vote-while-promised", FreeFor(n, c))
        /\ maxBal' = [n \in Nodes |-> IF n \in q THEN Ballot[c] ELSE maxBal[n]]
        /\ log' = [log EXCEPT ![c] = Longest(q)]
    /\ leads' = leads \cup {c}
    /\ UNCHANGED <<committed, leaseVars, timeVars>>

\* The leader c writes an entry to a quorum that has not voted against it, and hears of it: the entry is committed.
Write(c) ==
    /\ c \in leads
    /\ Len(log[c]) < MaxSlot
    /\ \E q \in Quorums :
        /\ c \in q
        /\ \A n \in q : maxBal[n] <= Ballot[c]
        /\ maxBal' = [n \in Nodes |-> IF n \in q THEN Ballot[c] ELSE maxBal[n]]
        /\ log' = [n \in Nodes |-> IF n \in q THEN Append(log[c], Ballot[c]) ELSE log[n]]
    /\ committed' = [committed EXCEPT ![c] = Len(log[c]) + 1]
    /\ UNCHANGED <<leads, leaseVars, timeVars>>

-----------------------------------------------------------------------------
\* The lease.

Ask(c) ==
    /\ c \in leads
    /\ request' = [request EXCEPT ![c] = clock[c]]
    /\ grants' = [grants EXCEPT ![c] = Effect("grants-for-one-request", {}, @)]
    /\ UNCHANGED <<promise, leaseEnd, logVars, timeVars>>

\* Node n grants what c asked, whatever it has granted before: the new promise never ends earlier than the old one, and c
\* cannot be elected again. A leader that n has voted against gets nothing.
Grant(n, c) ==
    /\ request[c] # NotAsked
    /\ Guard("no-grant-to-a-former-leader", maxBal[n] <= Ballot[c])
    /\ promise' = Effect("promise-is-made", [promise EXCEPT ![n] = <<c, clock[n] + Length>>], promise)
    /\ grants' = [grants EXCEPT ![c] = @ \cup {n}]
    /\ UNCHANGED <<request, leaseEnd, logVars, timeVars>>

\* The leader c has got grants, perhaps long after they were given.
Count(c) ==
    /\ request[c] # NotAsked
    /\ Guard("grants-of-a-quorum", \E q \in Quorums : q \subseteq grants[c])
    /\ leaseEnd' = [leaseEnd EXCEPT ![c] = Effect("counted-from-the-request", request[c], clock[c]) + Usable]
    /\ UNCHANGED <<promise, request, grants, logVars, timeVars>>

(***************************************************************************)
(* The leader c may answer reads from its committed entries. A new leader  *)
(* does not know how much of the log it took over was committed; it knows  *)
(* when an entry of its own is, which comes after all of them.             *)
(***************************************************************************)
MayRead(c) ==
    /\ c \in leads
    /\ leaseEnd[c] > 0
    /\ Guard("reads-within-the-lease", clock[c] < leaseEnd[c])
    /\ Guard("own-entry-first", \E s \in 1..committed[c] : log[c][s] = Ballot[c])

Next ==
    \/ Tick
    \/ \E n \in Nodes :
        \/ Restart(n) \/ Elect(n) \/ Write(n)
        \/ Ask(n) \/ Count(n) \/ \E c \in Nodes : Grant(n, c)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------

Ballots == {Ballot[n] : n \in Nodes} \ {None}

\* Only what a quorum has is ever in a log, so all of it is chosen.
ChosenIn(s) == {log[n][s] : n \in {m \in Nodes : Len(log[m]) >= s}}

(***************************************************************************)
(* Leases do not touch the log: seen in one slot it is Consensus.          *)
(***************************************************************************)
Abstract(s) == INSTANCE Consensus WITH Values <- Ballots, chosen <- ChosenIn(s), Removed <- {}

\* This says \A s \in 1..MaxSlot : Abstract(s)!Spec, in a form that TLC can check.
Refines ==
    /\ \A s \in 1..MaxSlot : Abstract(s)!Init
    /\ [][\A s \in 1..MaxSlot : Abstract(s)!Next \/ UNCHANGED ChosenIn(s)]_vars

TypeOK ==
    /\ clock \in [Nodes -> 0..(MaxTicks * Fast)]
    /\ maxBal \in [Nodes -> Ballots \cup {None}]
    /\ leads \subseteq Nodes
    /\ grants \in [Nodes -> SUBSET Nodes]
    /\ \A n \in Nodes : committed[n] <= Len(log[n]) /\ Len(log[n]) <= MaxSlot

Agreement == \A s \in 1..MaxSlot : Cardinality(ChosenIn(s)) <= 1

\* Whoever may read has all that anybody was told to be written.
ReadsAreFresh == \A c, n \in Nodes : MayRead(c) => committed[n] <= committed[c]
=============================================================================
