-------------------------- MODULE SnapshotIsolation --------------------------
(***************************************************************************)
(* Transactions over a multi-version store, committed through a log.       *)
(*                                                                         *)
(* A transaction starts at a log index and reads the store as it was       *)
(* there. Its writes stay private. To commit, it is put into the log with  *)
(* its start, the keys it read and the keys it wrote; whoever applies the  *)
(* log checks, in log order, whether any of the keys to check has been     *)
(* committed by somebody else after the start. If so it is aborted, if not *)
(* its index in the log is its commit timestamp and its writes become      *)
(* versions of that timestamp. The verdict depends on the log alone, so    *)
(* all replicas agree on it.                                               *)
(*                                                                         *)
(* Which keys are checked is all the difference:                           *)
(*   WRITE  the keys written: classic snapshot isolation. Two writers of   *)
(*          one key exclude one another, but write skew passes.            *)
(*   READ   the keys read: write-snapshot isolation. It is serializable,   *)
(*          in the order of commit: what a transaction has read is still   *)
(*          the newest when it commits.                                    *)
(*   BOTH   either.                                                        *)
(* READ and WRITE are not ordered: each admits what the other refuses      *)
(* (schedules A and B in models/SnapshotIsolation/SnapshotIsolationModel). *)
(*                                                                         *)
(* A version is named by its commit timestamp, which stands for the value  *)
(* too: equal reads mean equal versions. Version 0 is the absent key.      *)
(*                                                                         *)
(* Followers are not modelled one by one. A transaction may start at any   *)
(* index that has been applied; an old one is what a follower that lags    *)
(* would have given.                                                       *)
(*                                                                         *)
(* Source: M. Yabandeh, D. Gomez Ferro, "A Critique of Snapshot            *)
(* Isolation" (2012); A. Cerone, A. Gotsman, "Analysing Snapshot           *)
(* Isolation" (2016) for SnapshotIsolated below; A. Fekete, E. O'Neil,     *)
(* P. O'Neil, "A Read-Only Transaction Anomaly Under Snapshot Isolation"   *)
(* (2004).                                                                 *)
(***************************************************************************)
EXTENDS Integers, Sequences, FiniteSets

CONSTANTS
    Keys,
    Txns,       \* the transactions; each runs at most once
    Footprint,  \* per transaction [reads, writes, scans]: the keys it may read and write, the sets of keys it may scan
    CheckSet,   \* what the commit check looks at: "READ", "WRITE" or "BOTH"
    Memory,     \* the commit check remembers the commits of so many newest log entries, and of older ones only a floor
    Retries,    \* how often a client that does not know the outcome may send the same transaction again
    Collects,   \* TRUE: old versions are dropped
    RealTime,   \* TRUE: clients are told outcomes, and a start takes heed of what they know
    Removed     \* the names of the conditions to leave out

VARIABLES
    phase,      \* per transaction, see Phases
    start,      \* per transaction the index it reads at, from Begin on
    reads,      \* per transaction what it got from the store, own writes apart
    writes,     \* per transaction the keys written so far
    commitAt,   \* per committed transaction its timestamp: its index in the log, or its start if it wrote nothing
    before,     \* per transaction those whose outcome was known to a client when it began
    log,        \* the transactions sent to be committed; only ever grows
    decided,    \* length of the prefix of the log that has been checked
    installing, \* keys that the entry last decided wrote and that are not yet in the store
    published,  \* the newest index to start at; decided, or one less
    versions,   \* the store: per key the timestamps of its versions
    horizon,    \* the oldest index to start at
    told        \* the committed transactions whose outcome a client knows

vars == <<phase, start, reads, writes, commitAt, before, log, decided, installing, published, versions, horizon, told>>

\* What belongs to one transaction, and what belongs to the store.
begun == <<start, before>>
store == <<decided, installing, published, versions, horizon>>

Guard(name, condition) == name \in Removed \/ condition

Phases == {"idle", "active", "withdrawn", "proposed", "committed", "aborted"}

Max(numbers) == CHOOSE n \in numbers : \A m \in numbers : m <= n

Committed == {t \in Txns : phase[t] = "committed"}

\* Of the log.
MaxLength == Cardinality(Txns) * (1 + Retries)

\* The newest commit of k, as far as decided, that a start at s sees.
NewestAt(k, s) == Max({0} \cup {commitAt[t] : t \in {u \in Committed : k \in writes[u] /\ commitAt[u] <= s}})

Init ==
    /\ phase = [t \in Txns |-> "idle"]
    /\ start = [t \in Txns |-> 0]
    /\ reads = [t \in Txns |-> {}]
    /\ writes = [t \in Txns |-> {}]
    /\ commitAt = [t \in Txns |-> 0]
    /\ before = [t \in Txns |-> {}]
    /\ log = <<>>
    /\ decided = 0
    /\ installing = {}
    /\ published = 0
    /\ versions = [k \in Keys |-> {}]
    /\ horizon = 0
    /\ told = {}

-----------------------------------------------------------------------------
(* What a transaction does before it commits.                              *)

(***************************************************************************)
(* In real time a start must not be older than what anybody was told:      *)
(* commits, and the snapshots of finished read-only transactions, which    *)
(* may have seen commits that nobody has been told of. A read index taken  *)
(* after the transaction began covers both.                                *)
(***************************************************************************)
Fresh(s) ==
    /\ Guard("start-covers-told-commits", \A t \in told : writes[t] # {} => commitAt[t] <= s)
    /\ Guard("start-covers-told-reads", \A t \in told : writes[t] = {} => start[t] <= s)

Begin(t) ==
    /\ phase[t] = "idle"
    /\ \E s \in 0..Len(log) :
        /\ Guard("start-is-published", s <= published)
        /\ Guard("start-above-horizon", s >= horizon)
        /\ RealTime => Fresh(s)
        /\ start' = [start EXCEPT ![t] = s]
    /\ before' = [before EXCEPT ![t] = told]
    /\ phase' = [phase EXCEPT ![t] = "active"]
    /\ UNCHANGED <<reads, writes, commitAt, log, store, told>>

\* The version of k that t gets: one, unless a condition is removed.
Visible(t, k) ==
    {v \in versions[k] \cup {0} :
        /\ Guard("nothing-after-start", v <= start[t])
        /\ Guard("newest-before-start", \A w \in versions[k] : w <= start[t] => w <= v)}

\* A read of t's own write is answered from that write. It gets nothing from the store, so no step shows it.
Read(t, k) ==
    /\ phase[t] = "active"
    /\ Guard("own-writes-visible", k \notin writes[t])
    /\ \E v \in Visible(t, k) :
        LET how == IF k \in writes[t] THEN "past own write" ELSE "point"
        IN reads' = [reads EXCEPT ![t] = @ \cup {[key |-> k, version |-> v, how |-> how]}]
    /\ UNCHANGED <<phase, begun, writes, commitAt, log, store, told>>

\* A scan reads the absent keys of its range too.
Scan(t, range) ==
    /\ phase[t] = "active"
    /\ reads' = [reads EXCEPT ![t] = @ \cup UNION
            {{[key |-> k, version |-> v, how |-> "scan"] : v \in Visible(t, k)} : k \in range \ writes[t]}]
    /\ UNCHANGED <<phase, begun, writes, commitAt, log, store, told>>

Write(t, k) ==
    /\ phase[t] = "active"
    /\ writes' = [writes EXCEPT ![t] = @ \cup {k}]
    /\ UNCHANGED <<phase, begun, reads, commitAt, log, store, told>>

\* Its client gives up, or it was idle for too long. Nothing of it remains.
Withdraw(t) ==
    /\ phase[t] = "active"
    /\ phase' = [phase EXCEPT ![t] = "withdrawn"]
    /\ start' = [start EXCEPT ![t] = 0]
    /\ before' = [before EXCEPT ![t] = {}]
    /\ reads' = [reads EXCEPT ![t] = {}]
    /\ writes' = [writes EXCEPT ![t] = {}]
    /\ UNCHANGED <<commitAt, log, store, told>>

-----------------------------------------------------------------------------
(* Commit.                                                                 *)

(***************************************************************************)
(* The check remembers, per key, the last commit among the newest Memory   *)
(* entries, and for all older ones together the highest timestamp. A key   *)
(* it does not remember counts as committed at that floor: that may abort  *)
(* without need but never passes a conflict. What is forgotten is settled  *)
(* by the log, not by a replica's memory, or replicas would disagree.      *)
(***************************************************************************)
Floor == Max({0} \cup {commitAt[t] : t \in {u \in Committed : writes[u] # {} /\ commitAt[u] <= decided - Memory}})

Conflicts(t, k) ==
    LET last == NewestAt(k, decided)
    IN IF last > decided - Memory
       THEN last >= start[t] /\ Guard("equal-is-seen", last # start[t])
       ELSE ~Guard("absent-means-abort", Floor <= start[t])

Passes(t) ==
    /\ CheckSet \in {"READ", "BOTH"} =>
        /\ Guard("reads-are-checked",
                \A r \in reads[t] : r.how # "scan" \/ r.version # 0 => ~Conflicts(t, r.key))
        /\ Guard("gaps-are-checked",
                \A r \in reads[t] : r.how = "scan" /\ r.version = 0 => ~Conflicts(t, r.key))
    /\ CheckSet \in {"WRITE", "BOTH"} =>
        Guard("writes-are-checked", \A k \in writes[t] : ~Conflicts(t, k))

CommitReadOnly(t) ==
    /\ phase[t] = "active"
    /\ writes[t] = {}
    /\ phase' = [phase EXCEPT ![t] = "committed"]
    /\ commitAt' = [commitAt EXCEPT ![t] = start[t]]
    /\ UNCHANGED <<begun, reads, writes, log, store, told>>

\* Checking here spares the log a doomed entry; what counts is the check in Decide.
Propose(t) ==
    /\ phase[t] = "active"
    /\ Guard("read-only-skips-check", writes[t] # {})
    /\ Guard("check-at-propose", Passes(t))
    /\ log' = Append(log, t)
    /\ phase' = [phase EXCEPT ![t] = "proposed"]
    /\ UNCHANGED <<begun, reads, writes, commitAt, store, told>>

AbortEarly(t) ==
    /\ phase[t] = "active"
    /\ writes[t] # {}
    /\ ~Passes(t)
    /\ phase' = [phase EXCEPT ![t] = "aborted"]
    /\ UNCHANGED <<begun, reads, writes, commitAt, log, store, told>>

\* A client that lost its connection after Propose sends the same transaction again.
Retry(t) ==
    /\ t \notin told
    /\ Cardinality({i \in 1..Len(log) : log[i] = t}) \in 1..Retries
    /\ log' = Append(log, t)
    /\ UNCHANGED <<phase, begun, reads, writes, commitAt, store, told>>

\* The next entry of the log is checked, and then installed and published before the one after it.
Decide ==
    /\ decided < Len(log)
    /\ published = decided
    /\ installing = {}
    /\ decided' = decided + 1
    /\ LET t == log[decided + 1]
           passes == Guard("check-at-apply", Passes(t))
       IN IF Guard("decided-once", phase[t] = "proposed")
          THEN /\ phase' = [phase EXCEPT ![t] = IF passes THEN "committed" ELSE "aborted"]
               /\ commitAt' = [commitAt EXCEPT ![t] = IF passes THEN decided + 1 ELSE @]
               /\ installing' = IF Guard("only-commits-are-installed", passes) THEN writes[t] ELSE {}
          ELSE UNCHANGED <<phase, commitAt, installing>>
    /\ UNCHANGED <<begun, reads, writes, log, published, versions, horizon, told>>

Install(k) ==
    /\ k \in installing
    /\ versions' = [versions EXCEPT ![k] = @ \cup {decided}]
    /\ installing' = installing \ {k}
    /\ UNCHANGED <<phase, begun, reads, writes, commitAt, log, decided, published, horizon, told>>

Publish ==
    /\ published < decided
    /\ Guard("publish-after-install", installing = {})
    /\ published' = decided
    /\ UNCHANGED <<phase, begun, reads, writes, commitAt, log, decided, installing, versions, horizon, told>>

Tell(t) ==
    /\ RealTime
    /\ phase[t] = "committed"
    /\ told' = told \cup {t}
    /\ UNCHANGED <<phase, begun, reads, writes, commitAt, log, store>>

\* Versions that no start from h on can see are dropped.
Collect(h) ==
    /\ Collects
    /\ h > horizon
    /\ h <= published
    /\ Guard("horizon-spares-active", \A t \in Txns : phase[t] = "active" => start[t] >= h)
    /\ horizon' = h
    /\ versions' = [k \in Keys |-> versions[k] \
            {v \in versions[k] : v <= h /\ Guard("newest-is-kept", \E w \in versions[k] : v < w /\ w <= h)}]
    /\ UNCHANGED <<phase, begun, reads, writes, commitAt, log, decided, installing, published, told>>

Next ==
    \/ \E t \in Txns :
        \/ Begin(t) \/ Withdraw(t) \/ CommitReadOnly(t) \/ Propose(t) \/ AbortEarly(t) \/ Retry(t) \/ Tell(t)
        \/ \E k \in Footprint[t].reads : Read(t, k)
        \/ \E range \in Footprint[t].scans : Scan(t, range)
        \/ \E k \in Footprint[t].writes : Write(t, k)
    \/ Decide \/ Publish
    \/ \E k \in Keys : Install(k)
    \/ \E h \in 1..MaxLength : Collect(h)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(* What every transaction may rely on, at any setting of CheckSet.         *)

Index == 0..Len(log)

TypeOK ==
    /\ phase \in [Txns -> Phases]
    /\ start \in [Txns -> Index]
    /\ \A t \in Txns : reads[t] \subseteq
            [key : Keys, version : Index, how : {"point", "scan", "past own write"}]
    /\ writes \in [Txns -> SUBSET Keys]
    /\ commitAt \in [Txns -> Index]
    /\ before \in [Txns -> SUBSET Txns]
    /\ log \in Seq(Txns)
    /\ decided \in Index
    /\ published \in {decided, decided - 1}
    /\ installing \subseteq Keys
    /\ \A k \in Keys : versions[k] \subseteq 1..decided
    /\ horizon \in 0..published
    /\ told \subseteq Committed

\* Internal consistency: what a transaction wrote it reads, and reading again gives the same.
InternallyConsistent ==
    \A t \in Txns : \A r \in reads[t] :
        /\ r.how # "past own write"
        /\ \A q \in reads[t] : q.key = r.key => q.version = r.version

\* A read gets the newest commit up to the start: all of it, nothing later, nothing that was aborted.
SnapshotReads ==
    \A t \in Txns : \A r \in reads[t] :
        r.how # "past own write" => r.version = NewestAt(r.key, start[t])

\* Of what another committed together, a transaction sees all or nothing. It follows from SnapshotReads.
NoFracturedReads ==
    \A t \in Txns, u \in Committed : \A r, q \in reads[t] :
        r.key # q.key /\ {r.key, q.key} \subseteq writes[u] /\ r.version = commitAt[u] => q.version >= commitAt[u]

\* A verdict, once reached, stays: also when the entry comes again.
VerdictIsFinal ==
    [][\A t \in Txns : phase[t] \in {"committed", "aborted"} => phase'[t] = phase[t] /\ commitAt'[t] = commitAt[t]]_vars

\* The store is a function of the verdicts: what was committed, and nothing else.
StoreHoldsCommits ==
    \A k \in Keys : \A v \in versions[k] :
        phase[log[v]] = "committed" /\ k \in writes[log[v]] /\ commitAt[log[v]] = v

ReadOnlyNeverAborts == \A t \in Txns : phase[t] = "aborted" => writes[t] # {}

\* With CheckSet = "READ".
BlindWritersNeverAbort == \A t \in Txns : phase[t] = "aborted" => reads[t] # {}

\* Without forgetting: who aborts can be shown a key, checked, that another committed after the start.
AbortsHaveReason ==
    \A t \in Txns : phase[t] = "aborted" =>
        \E u \in Committed \ {t} :
            /\ commitAt[u] > start[t]
            /\ \E k \in writes[u] :
                \/ CheckSet \in {"READ", "BOTH"} /\ \E r \in reads[t] : r.key = k
                \/ CheckSet \in {"WRITE", "BOTH"} /\ k \in writes[t]

\* With CheckSet = "WRITE" or "BOTH": of two that overlap and write one key, the first to commit wins.
FirstCommitterWins ==
    \A t, u \in Committed :
        t # u /\ writes[t] \cap writes[u] # {} => commitAt[t] <= start[u] \/ commitAt[u] <= start[t]

-----------------------------------------------------------------------------
(* The committed history as a graph of pairs <<first, second>>. The order  *)
(* of versions is known, so the edges are, and each level of isolation is  *)
(* a kind of cycle that must not exist.                                    *)

\* The second read what the first wrote.
WR == {p \in Committed \X Committed : p[1] # p[2] /\
        \E r \in reads[p[2]] : r.version # 0 /\ r.key \in writes[p[1]] /\ r.version = commitAt[p[1]]}

\* The second overwrote what the first wrote.
WW == {p \in Committed \X Committed :
        writes[p[1]] \cap writes[p[2]] # {} /\ commitAt[p[1]] < commitAt[p[2]]}

\* The second overwrote what the first had read.
RW == {p \in Committed \X Committed : p[1] # p[2] /\
        \E r \in reads[p[1]] : r.key \in writes[p[2]] /\ r.version < commitAt[p[2]]}

\* The first was known to have committed before the second began.
RT == {p \in Committed \X Committed : p[1] \in before[p[2]]}

\* Takes away what nothing points to, again and again. On a cycle something is always pointed to.
RECURSIVE Peels(_, _)
Peels(nodes, edges) ==
    LET first == {n \in nodes : \A m \in nodes : <<m, n>> \notin edges}
    IN nodes = {} \/ (first # {} /\ Peels(nodes \ first, edges))

Acyclic(edges) == Peels(Committed, edges)

\* With CheckSet = "READ" or "BOTH".
Serializable == Acyclic(WR \cup WW \cup RW)

\* With RealTime too: a serial order that no clock can tell from the real one.
StrictlySerializable == Acyclic(WR \cup WW \cup RW \cup RT)

\* With any CheckSet: every cycle has two adjacent RW edges.
SnapshotIsolated ==
    LET base == WR \cup WW
    IN Acyclic(base \cup {p \in Committed \X Committed : \E m \in Committed : <<p[1], m>> \in base /\ <<m, p[2]>> \in RW})

(***************************************************************************)
(* Why READ is serializable: whatever a transaction has read is still the  *)
(* newest just before its own commit, so that it might have run there in   *)
(* one instant. (One that only reads might have run at its start.)         *)
(***************************************************************************)
SerialInCommitOrder ==
    \A t \in Committed : writes[t] # {} => \A r \in reads[t] : r.version = NewestAt(r.key, commitAt[t] - 1)

(***************************************************************************)
(* Serializable once more, without graphs: some order of the committed     *)
(* transactions, run one at a time, gives the same reads and leaves the    *)
(* same store. It tries all orders; for small models.                      *)
(***************************************************************************)
SerialOrderExists ==
    LET n == Cardinality(Committed)
        orders == {o \in [1..n -> Committed] : \A i, j \in 1..n : o[i] = o[j] => i = j}
        \* The version of k that the first i of the order leave.
        Left(o, i, k) ==
            LET writers == {j \in 1..i : k \in writes[o[j]]}
            IN IF writers = {} THEN 0 ELSE commitAt[o[Max(writers)]]
    IN \E o \in orders :
        /\ \A i \in 1..n : \A r \in reads[o[i]] : r.version = Left(o, i - 1, r.key)
        /\ \A k \in Keys : Left(o, n, k) = NewestAt(k, decided)

\* What the graph calls serializable has such an order.
GraphFindsOrder == Serializable => SerialOrderExists
=============================================================================
