----------------------------- MODULE LeasedShares -----------------------------
(***************************************************************************)
(* A limit on what many machines together may admit, kept without asking   *)
(* anybody on the way of a request.                                        *)
(*                                                                         *)
(* The limit holds in every window: of any Window consecutive ticks, no    *)
(* more than Limit admissions. An allocator divides it into shares and     *)
(* leases them. A holder admits within its share until the lease ends on   *)
(* its own clock, whoever else can be reached; after that, and before its  *)
(* first lease, it has a floor that is its own for ever. The allocator     *)
(* gives a share to another only when it is free: when the lease has ended *)
(* for certain, or the holder has said that it is through with it.         *)
(*                                                                         *)
(* Three things make "ended for certain" harder than it looks:             *)
(*   - Clocks. The holder counts its lease from when it asked, which is    *)
(*     before the allocator granted it, and ends it early by what the two  *)
(*     clocks may differ.                                                  *)
(*   - Windows. What was admitted in the last tick of a lease still fills  *)
(*     the windows after it. That the shares in force never sum to more    *)
(*     than the limit is not enough: a share rests for a window before it  *)
(*     moves.                                                              *)
(*   - Crashes. A holder that starts again does not know what it admitted  *)
(*     just before: for a window it admits nothing and returns nothing. An *)
(*     allocator that takes over knows the grants, which were durable      *)
(*     before they were sent, but not how old they are: each gets its full *)
(*     time again.                                                         *)
(*                                                                         *)
(* Messages may be lost, delayed, duplicated and reordered: requests,      *)
(* grants and returns are kept for ever, and each may be received at any   *)
(* time, often or never. A partition is a time in which none is.           *)
(*                                                                         *)
(* The allocator is one machine or one after the other; that there are no  *)
(* two is the business of the log that makes grants durable. Its clock is  *)
(* the measure of time here. A holder's clock reads up to Drift ticks more *)
(* or less over any length of time that matters.                           *)
(*                                                                         *)
(* Time is kept as ages and as what is left, so that behaviours of any     *)
(* length have finitely many states.                                       *)
(*                                                                         *)
(* Source: C. Gray, D. Cheriton, "Leases: An Efficient Fault-Tolerant      *)
(* Mechanism for Distributed File Cache Consistency" (1989); the design of *)
(* Doorman, Google's client-side rate limiting.                            *)
(***************************************************************************)
EXTENDS Integers, FiniteSets

--------------------------------- MODULE Budget ---------------------------------
\* What LeasedShares looks like to who is protected by the limit: one counter.
EXTENDS Integers

CONSTANTS Budgeted, Ages

VARIABLE counted    \* per age in ticks the admissions of that age

RECURSIVE Total(_)
Total(ages) == IF ages = {} THEN 0 ELSE LET a == CHOOSE a \in ages : TRUE IN counted[a] + Total(ages \ {a})

Init == counted = [a \in Ages |-> 0]

Admit == Total(Ages) < Budgeted /\ counted' = [counted EXCEPT ![0] = @ + 1]

Tick == counted' = [a \in Ages |-> IF a = 0 THEN 0 ELSE counted[a - 1]]

Spec == Init /\ [][Admit \/ Tick]_counted
=================================================================================

CONSTANTS
    Holders,
    Limit,          \* admissions per window, of all holders together
    Window,         \* in ticks
    Duration,       \* of a lease, in ticks
    Drift,          \* by how many ticks a holder's clock may differ
    Floors,         \* per holder what it may admit per window without a lease
    MaxRequests,    \* per holder how often it may ask
    HoldersCrash,       \* TRUE: they may, at any time
    AllocatorCrashes,   \* TRUE: it may, at any time
    Removed         \* the names of the conditions to leave out

VARIABLES
    requests,   \* per holder the number of its newest request; numbers outlive a crash
    pending,    \* per holder the request whose answer it takes, and its age on the holder's clock
    lease,      \* per holder the share it may use, the request that got it, and what is left on the holder's clock
    recalled,   \* per holder and age on its clock the admissions it remembers
    quiet,      \* per holder how long it admits nothing after a crash, on its clock
    skew,       \* per holder how far its clock is ahead, 0..Drift
    admitted,   \* per holder and true age the admissions: what really happened
    grants,     \* what the allocator holds for given away, with what is left of each on its clock
    sent,       \* every grant sent so far
    returned    \* every return sent so far

vars == <<requests, pending, lease, recalled, quiet, skew, admitted, grants, sent, returned>>

holders == <<requests, pending, lease, recalled, quiet, skew, admitted>>

Guard(name, condition) == name \in Removed \/ condition

Effect(name, after, before) == IF name \in Removed THEN before ELSE after

Max(numbers) == CHOOSE n \in numbers : \A m \in numbers : m <= n

RECURSIVE Sum(_, _)
Sum(f, keys) == IF keys = {} THEN 0 ELSE LET k == CHOOSE k \in keys : TRUE IN f[k] + Sum(f, keys \ {k})

ASSUME Guard("floors-within-limit", Sum(Floors, Holders) <= Limit)

NoRequest == [request |-> 0, age |-> 0]
NoLease == [request |-> 0, share |-> 0, left |-> 0]

\* The ages of the admissions that are in one window with those of now.
Ages == 0..Window - 1

\* The same on a holder's clock, which may be fast.
OwnAges == 0..Window + Drift - 1

\* How long after granting, on the allocator's clock, a share may still count:
\* the lease ends within Duration, and its last admission is in the windows of Window - 1 more ticks.
Hold == Effect("share-rests-a-window", Duration + Window - 1, Duration)

Init ==
    /\ requests = [h \in Holders |-> 0]
    /\ pending = [h \in Holders |-> NoRequest]
    /\ lease = [h \in Holders |-> NoLease]
    /\ recalled = [h \in Holders |-> [a \in OwnAges |-> 0]]
    /\ quiet = [h \in Holders |-> 0]
    /\ skew = [h \in Holders |-> 0]
    /\ admitted = [h \in Holders |-> [a \in Ages |-> 0]]
    /\ grants = {}
    /\ sent = {}
    /\ returned = {}

-----------------------------------------------------------------------------
(* A holder.                                                               *)

\* What h admitted lately, as far as it knows.
Recalled(h) == Sum(recalled[h], Effect("recall-is-longer-than-window", OwnAges, Ages))

\* What h may admit per window, holding l. The floor is there with a lease and without.
Allowance(h, l) == Max({Floors[h], l.share})

Admit(h) ==
    /\ quiet[h] = 0
    /\ Guard("admits-within-share", Recalled(h) < Allowance(h, lease[h]))
    /\ recalled' = [recalled EXCEPT ![h][0] = @ + 1]
    /\ admitted' = [admitted EXCEPT ![h][0] = @ + 1]
    /\ UNCHANGED <<requests, pending, lease, quiet, skew, grants, sent, returned>>

\* Asks for a share, for the first time or to renew. The answer to an older request is no longer taken.
Ask(h) ==
    /\ \E r \in 1..MaxRequests[h] :
        /\ Guard("request-is-new", r > requests[h])
        /\ r <= requests[h] + 1
        /\ requests' = [requests EXCEPT ![h] = Max({r, @})]
        /\ pending' = [pending EXCEPT ![h] = [request |-> r, age |-> 0]]
    /\ UNCHANGED <<lease, recalled, quiet, skew, admitted, grants, sent, returned>>

\* Takes up a grant. It may come twice: the second time changes nothing.
Adopt(h) ==
    /\ pending[h] # NoRequest
    /\ \E m \in sent :
        LET since == Effect("lease-starts-when-asked", pending[h].age, 0)
            margin == Effect("lease-leaves-margin", Drift, 0)
            left == Duration - since - margin
        IN /\ m.holder = h
           /\ Guard("answers-its-request", m.request = pending[h].request)
           /\ left > 0
           /\ lease' = [lease EXCEPT ![h] = [request |-> m.request, share |-> m.share, left |-> left]]
    /\ UNCHANGED <<requests, pending, recalled, quiet, skew, admitted, grants, sent, returned>>

(***************************************************************************)
(* h is through with what request r got: all of its share, or an older one *)
(* that a smaller one has replaced. What it admitted under it lately has   *)
(* to fit into what it keeps, and it has to know what that was.            *)
(***************************************************************************)
Return(h, r) ==
    LET rest == IF r = lease[h].request THEN NoLease ELSE lease[h]
    IN /\ lease[h] # NoLease
       /\ r <= lease[h].request
       /\ Guard("return-after-quiet", quiet[h] = 0)
       /\ Guard("return-after-window", Recalled(h) <= Allowance(h, rest))
       /\ lease' = [lease EXCEPT ![h] = rest]
       /\ pending' = [pending EXCEPT ![h] = IF Guard("returned-is-over", @.request # r) THEN @ ELSE NoRequest]
       /\ returned' = returned \cup {[holder |-> h, request |-> r]}
       /\ UNCHANGED <<requests, recalled, quiet, skew, admitted, grants, sent>>

HolderCrash(h) ==
    /\ HoldersCrash
    /\ pending' = [pending EXCEPT ![h] = NoRequest]
    /\ lease' = [lease EXCEPT ![h] = NoLease]
    /\ recalled' = [recalled EXCEPT ![h] = [a \in OwnAges |-> 0]]
    /\ quiet' = [quiet EXCEPT ![h] = Effect("restart-is-quiet", Window + Effect("quiet-leaves-margin", Drift, 0), 0)]
    /\ UNCHANGED <<requests, skew, admitted, grants, sent, returned>>

-----------------------------------------------------------------------------
(* The allocator.                                                          *)

\* What may be in use by h, given these grants: one of them, nobody knows which, or the floor.
Counted(h, given) ==
    LET own == {g \in given : g.holder = h}
        newest == {g \in own : \A f \in own : f.request <= g.request}
        inUse == Effect("largest-share-counts", own, newest)
    IN Max({Effect("floors-are-reserved", Floors[h], 0)} \cup {g.share : g \in inUse})

\* Any division that fits is allowed; which is best is not asked here.
Grant(h, r, share) ==
    /\ r <= requests[h]
    /\ Guard("request-is-answered-once", \A g \in grants : g.holder = h => g.request # r)
    /\ LET durable == Effect("grant-is-durable-first", TRUE, FALSE)
           grant == [holder |-> h, request |-> r, share |-> share, left |-> Hold, durable |-> durable]
           given == Effect("old-share-expires-first", grants, {}) \cup {grant}
       IN /\ Guard("shares-fit-the-limit", Sum([i \in Holders |-> Counted(i, given)], Holders) <= Limit)
          /\ grants' = given
    /\ sent' = sent \cup {[holder |-> h, request |-> r, share |-> share]}
    /\ UNCHANGED <<holders, returned>>

TakeBack(h, r) ==
    /\ [holder |-> h, request |-> r] \in returned
    /\ grants' = {g \in grants : ~(g.holder = h /\ Guard("return-names-request", g.request = r))}
    /\ UNCHANGED <<holders, sent, returned>>

\* The next allocator reads what is durable. The clock by which it was counted is gone.
AllocatorCrash ==
    /\ AllocatorCrashes
    /\ grants' = {[g EXCEPT !.left = Effect("takeover-waits-again", Hold, 1)] : g \in {f \in grants : f.durable}}
    /\ UNCHANGED <<holders, sent, returned>>

-----------------------------------------------------------------------------
(* Time.                                                                   *)

Less(n, by) == IF n > by THEN n - by ELSE 0

\* Counters by age, after so many ticks more. What gets too old drops out.
Older(f, ticks) == [a \in DOMAIN f |-> IF a < ticks THEN 0 ELSE f[a - ticks]]

Tick ==
    \E next \in [Holders -> 0..Drift] :
        LET ticks == [h \in Holders |-> 1 + next[h] - skew[h]]   \* on each holder's clock
            LeaseLater(h) ==
                LET left == Less(lease[h].left, ticks[h])
                IN IF Guard("share-ends-with-lease", left > 0) THEN [lease[h] EXCEPT !.left = left] ELSE NoLease
            PendingLater(h) ==
                LET age == pending[h].age + ticks[h]    \* older than Duration is as good as Duration
                IN IF pending[h] = NoRequest THEN NoRequest
                   ELSE [pending[h] EXCEPT !.age = IF age > Duration THEN Duration ELSE age]
        IN /\ skew' = next
           /\ lease' = [h \in Holders |-> LeaseLater(h)]
           /\ pending' = [h \in Holders |-> PendingLater(h)]
           /\ recalled' = [h \in Holders |-> Older(recalled[h], ticks[h])]
           /\ quiet' = [h \in Holders |-> Less(quiet[h], ticks[h])]
           /\ admitted' = [h \in Holders |-> Older(admitted[h], 1)]
           /\ grants' = {[g EXCEPT !.left = @ - 1] : g \in {f \in grants : f.left > 1}}
           /\ UNCHANGED <<requests, sent, returned>>

Next ==
    \/ \E h \in Holders :
        \/ Admit(h) \/ Ask(h) \/ Adopt(h) \/ HolderCrash(h)
        \/ \E r \in 1..MaxRequests[h] : Return(h, r) \/ TakeBack(h, r) \/ \E share \in 1..Limit : Grant(h, r, share)
    \/ AllocatorCrash
    \/ Tick

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------

Total == [a \in Ages |-> Sum([h \in Holders |-> admitted[h][a]], Holders)]

(***************************************************************************)
(* The holders and the allocator together are one counter.                 *)
(***************************************************************************)
Abstract == INSTANCE Budget WITH Budgeted <- Limit, counted <- Total

Refines == Abstract!Spec

TypeOK ==
    /\ \A h \in Holders :
        /\ requests[h] \in 0..MaxRequests[h]
        /\ pending[h] \in [request : 0..requests[h], age : 0..Duration]
        /\ lease[h] \in [request : 0..requests[h], share : 0..Limit, left : 0..Duration]
    /\ recalled \in [Holders -> [OwnAges -> 0..Limit]]
    /\ quiet \in [Holders -> 0..Window + Drift]
    /\ skew \in [Holders -> 0..Drift]
    /\ admitted \in [Holders -> [Ages -> 0..Limit]]
    /\ \A g \in grants : g.holder \in Holders /\ g.request \in 1..requests[g.holder] /\ g.share \in 1..Limit
    /\ \A g \in grants : g.left \in 1..Hold /\ g.durable \in BOOLEAN
    /\ \A m \in sent : m.holder \in Holders /\ m.request \in 1..requests[m.holder] /\ m.share \in 1..Limit
    /\ \A m \in returned : m.holder \in Holders /\ m.request \in 1..requests[m.holder]

\* In any window no more than the limit is admitted.
WithinLimit == Sum(Total, Ages) <= Limit

\* Whoever uses a share, the allocator knows of it.
LeasesAreCounted ==
    \A h \in Holders : lease[h] # NoLease =>
        \E g \in grants : g.holder = h /\ g.request = lease[h].request /\ g.share >= lease[h].share

\* The shares in force never sum to more than the limit. WithinLimit needs more than that: see the head.
SharesWithinLimit == Sum([h \in Holders |-> Allowance(h, lease[h])], Holders) <= Limit
=============================================================================
