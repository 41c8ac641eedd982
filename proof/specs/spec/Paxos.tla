------------------------------- MODULE Paxos -------------------------------
(***************************************************************************)
(* Voting in ballots by machines that see nothing but messages.            *)
(*                                                                         *)
(* The leader of a ballot asks for promises (1a). An acceptor promises to  *)
(* have done with all lower ballots and tells its last vote (1b). With     *)
(* promises from a quorum the leader knows a safe value, the one with the  *)
(* highest ballot among the votes told, or any if there is none, and       *)
(* proposes it (2a). Acceptors vote for it (2b) unless they have promised  *)
(* a higher ballot meanwhile.                                              *)
(*                                                                         *)
(* msgs is the set of all messages ever sent. A message that nobody reacts *)
(* to was lost; one that somebody reacts to late or twice was delayed or   *)
(* duplicated. What a crash forgets is not modelled: maxBal, lastVote and  *)
(* the sent 2a have to be on disk before the message leaves. The guards    *)
(* "promise-is-kept" and "vote-is-kept" remove just that.                  *)
(*                                                                         *)
(* As in BallotVoting, maxBal[a] is the highest ballot in which a may NO   *)
(* LONGER vote: a promise for ballot b sets it to b - 1.                   *)
(*                                                                         *)
(* Who leads a ballot is left out. In code a ballot belongs to one machine *)
(* for ever; here "one-value-per-ballot" is all that is used of it.        *)
(*                                                                         *)
(* Why it is not enough: it decides once, and a log needs it per slot. And *)
(* two leaders can outbid one another for ever; no algorithm excludes that *)
(* (Fischer, Lynch, Paterson 1985). It costs progress, never agreement.    *)
(*                                                                         *)
(* Source: L. Lamport, "The Part-Time Parliament", "Paxos Made Simple";    *)
(* A. Kladov, "Notes on Paxos".                                            *)
(***************************************************************************)
EXTENDS Integers, FiniteSets

CONSTANTS
    Acceptors,  \* the machines that vote
    Quorums,    \* sets of acceptors, each large enough to decide
    Values,     \* what can be chosen
    MaxBallot,  \* ballots are 0..MaxBallot
    Removed     \* the names of the conditions to leave out

VARIABLES
    msgs,       \* every message sent so far; only ever grows
    maxBal,     \* per acceptor the highest ballot in which it may no longer vote; never falls
    lastVote    \* per acceptor its vote with the highest ballot: <<ballot, value>>, or NoVote

vars == <<msgs, maxBal, lastVote>>

Guard(name, condition) == name \in Removed \/ condition

Effect(name, after, before) == IF name \in Removed THEN before ELSE after

ASSUME Quorums \subseteq SUBSET Acceptors
ASSUME Guard("quorums-intersect", \A q, r \in Quorums : q \cap r # {})

Ballots == 0..MaxBallot
None == -1              \* below every ballot
NoVote == <<None, None>>

Message ==
    [type : {"1a"}, bal : Ballots]
    \cup [type : {"1b"}, bal : Ballots, acc : Acceptors, vote : (Ballots \X Values) \cup {NoVote}]
    \cup [type : {"2a"}, bal : Ballots, val : Values]
    \cup [type : {"2b"}, bal : Ballots, val : Values, acc : Acceptors]

Sent(type) == {m \in msgs : m.type = type}

Send(m) == msgs' = msgs \cup {m}

Init ==
    /\ msgs = {}
    /\ maxBal = [a \in Acceptors |-> None]
    /\ lastVote = [a \in Acceptors |-> NoVote]

Phase1a(b) ==
    /\ Send([type |-> "1a", bal |-> b])
    /\ UNCHANGED <<maxBal, lastVote>>

Phase1b(a) ==
    \E m \in Sent("1a") :
        /\ Guard("promise-not-lower", maxBal[a] < m.bal)
        /\ maxBal' = Effect("promise-is-kept", [maxBal EXCEPT ![a] = m.bal - 1], maxBal)
        /\ Send([type |-> "1b", bal |-> m.bal, acc |-> a, vote |-> lastVote[a]])
        /\ UNCHANGED lastVote

\* The promises that the leader of b may build on.
Promises(b) == {m \in Sent("1b") : Guard("promise-for-this-ballot", m.bal = b)}

Phase2a(b, v) ==
    /\ Guard("one-value-per-ballot", \A m \in Sent("2a") : m.bal # b)
    /\ \E told \in SUBSET Promises(b) :
        /\ \A m, n \in told : m.acc = n.acc => m = n
        /\ Guard("promises-of-a-quorum", {m.acc : m \in told} \in Quorums)
        /\ Guard("highest-vote-wins",
                \A m \in told : m.vote = NoVote \/ \E n \in told : n.vote[1] >= m.vote[1] /\ n.vote[2] = v)
    /\ Send([type |-> "2a", bal |-> b, val |-> v])
    /\ UNCHANGED <<maxBal, lastVote>>

Phase2b(a) ==
    \E m \in Sent("2a") :
        /\ Guard("vote-keeps-promise", maxBal[a] < m.bal)
        /\ maxBal' = Effect("vote-ends-the-ballot", [maxBal EXCEPT ![a] = m.bal], maxBal)
        /\ lastVote' = Effect("vote-is-kept", [lastVote EXCEPT ![a] = <<m.bal, m.val>>], lastVote)
        /\ Send([type |-> "2b", bal |-> m.bal, val |-> m.val, acc |-> a])

Next ==
    \/ \E b \in Ballots : Phase1a(b) \/ \E v \in Values : Phase2a(b, v)
    \/ \E a \in Acceptors : Phase1b(a) \/ Phase2b(a)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------

Votes == {<<m.acc, m.bal, m.val>> : m \in Sent("2b")}

(***************************************************************************)
(* Seen from far away there are no messages but votes, and no last votes.  *)
(***************************************************************************)
Abstract == INSTANCE BallotVoting WITH votes <- Votes, Removed <- {}

Refines == Abstract!Spec

TypeOK ==
    /\ msgs \subseteq Message
    /\ maxBal \in [Acceptors -> Ballots \cup {None}]
    /\ lastVote \in [Acceptors -> (Ballots \X Values) \cup {NoVote}]

Agreement == Cardinality(Abstract!Chosen) <= 1
=============================================================================
