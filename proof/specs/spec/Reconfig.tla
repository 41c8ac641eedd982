------------------------------ MODULE Reconfig ------------------------------
(***************************************************************************)
(* A log whose entries say which nodes decide about it. A configuration is *)
(* a set of nodes; a majority of it is a quorum. Every entry carries the   *)
(* configuration that holds from there on. Most entries leave it as it     *)
(* was; a change of nodes is an entry that does not. A node goes by the    *)
(* last entry of its log, whether that is committed or not.                *)
(*                                                                         *)
(* A change adds or removes one node, so that majorities before and after  *)
(* it share a node. But two leaders may each have a change that the other  *)
(* has not seen, and majorities two changes apart need not meet. Hence the *)
(* two conditions in Change: the last change has to be committed, and the  *)
(* leader must have committed an entry of its own ballot. After that no    *)
(* change that an earlier leader left uncommitted can ever come back.      *)
(*                                                                         *)
(* The log is Multi-Paxos with fewer steps. A node that accepts takes the  *)
(* leader's whole log over and notes the ballot, accBal; so all that a     *)
(* leader was told is proposed again at its ballot. To win a ballot, and   *)
(* to take the latest log of the voters over, is one step; the asynchrony  *)
(* of promises is the subject of MultiPaxos.                               *)
(*                                                                         *)
(* Source: D. Ongaro's dissertation, sections 4.1 to 4.3, and his message  *)
(* "bug in single-server membership changes" to raft-dev, 2015.            *)
(***************************************************************************)
EXTENDS Integers, FiniteSets, Sequences

CONSTANTS
    Nodes,      \* all there are; at the beginning they all decide
    MaxBallot,  \* ballots are 1..MaxBallot
    MaxSlot,    \* slots are 1..MaxSlot
    Removed     \* the names of the conditions to leave out

VARIABLES
    maxBal,     \* per node the highest ballot it has voted for or accepted in; never falls
    accBal,     \* per node the ballot of its log; never falls
    log,        \* per node its entries: <<ballot of the first proposal, configuration from here on>>
    leader,     \* per ballot the node that won it, or Nobody
    committed,  \* per ballot how many entries its leader knows to be committed; never falls
    chosen      \* for the proof only: all pairs <<slot, entry>> that were ever committed

vars == <<maxBal, accBal, log, leader, committed, chosen>>

Guard(name, condition) == name \in Removed \/ condition

Ballots == 1..MaxBallot
None == 0               \* below every ballot
Nobody == "nobody"
Configurations == SUBSET Nodes \ {{}}
Entries == Ballots \X Configurations

\* The configuration after the first i entries of a log, and after all of them.
ConfigurationAt(entries, i) == IF i = 0 THEN Nodes ELSE entries[i][2]
Latest(entries) == ConfigurationAt(entries, Len(entries))

IsQuorum(nodes, configuration) == 2 * Cardinality(nodes \cap configuration) > Cardinality(configuration)

\* The places in a log where the configuration changes.
Changes(entries) == {i \in 1..Len(entries) : ConfigurationAt(entries, i) # ConfigurationAt(entries, i - 1)}

Init ==
    /\ maxBal = [n \in Nodes |-> None]
    /\ accBal = [n \in Nodes |-> None]
    /\ log = [n \in Nodes |-> <<>>]
    /\ leader = [b \in Ballots |-> Nobody]
    /\ committed = [b \in Ballots |-> 0]
    /\ chosen = {}

\* Whether the log of m is no later than that of n.
NoLater(m, n) == accBal[m] < accBal[n] \/ (accBal[m] = accBal[n] /\ Len(log[m]) <= Len(log[n]))

\* Node c wins ballot b by the votes of `voters`, and takes over the latest of their logs.
Elect(c, b) ==
    /\ leader[b] = Nobody
    /\ \E voters \in SUBSET Nodes : \E n \in voters :
        /\ c \in voters
        /\ \A m \in voters : Guard("votes-only-rise", maxBal[m] < b)
        /\ Guard("latest-log-wins", \A m \in voters : NoLater(m, n))
        /\ \E i \in 0..Len(log[n]) :
            /\ IsQuorum(voters, ConfigurationAt(log[n], i))
            /\ Guard("latest-configuration-elects", i = Len(log[n]))
        /\ maxBal' = [m \in Nodes |-> IF m \in voters THEN b ELSE maxBal[m]]
        /\ log' = [log EXCEPT ![c] = log[n]]
    /\ accBal' = [accBal EXCEPT ![c] = b]
    /\ leader' = [leader EXCEPT ![b] = c]
    /\ UNCHANGED <<committed, chosen>>

StillLeads(c, b) == leader[b] = c /\ maxBal[c] = b

AppendEntry(c, entry) ==
    /\ Len(log[c]) < MaxSlot
    /\ log' = [log EXCEPT ![c] = Append(@, entry)]
    /\ UNCHANGED <<maxBal, accBal, leader, committed, chosen>>

\* The leader of b proposes an entry that changes nothing.
Propose(c, b) ==
    /\ StillLeads(c, b)
    /\ AppendEntry(c, <<b, Latest(log[c])>>)

\* The leader of b proposes another configuration.
Change(c, b, configuration) ==
    LET now == Latest(log[c])
        node == (now \ configuration) \cup (configuration \ now)
    IN  /\ StillLeads(c, b)
        /\ now # configuration
        /\ Guard("one-node-at-a-time", Cardinality(node) = 1)
        /\ Guard("last-change-is-committed", \A i \in Changes(log[c]) : i <= committed[b])
        /\ Guard("own-entry-is-committed", committed[b] > 0 /\ log[c][committed[b]][1] = b)
        /\ AppendEntry(c, <<b, configuration>>)

\* Node n takes over what the leader of b has proposed so far.
Accept(n, c, b) ==
    /\ n # c
    /\ StillLeads(c, b)
    /\ Guard("accept-keeps-promise", maxBal[n] <= b)
    /\ maxBal' = [maxBal EXCEPT ![n] = b]
    /\ accBal' = [accBal EXCEPT ![n] = b]
    /\ log' = [log EXCEPT ![n] = log[c]]
    /\ UNCHANGED <<leader, committed, chosen>>

\* The leader of b hears that a quorum has accepted its first i entries in its ballot.
Commit(c, b, i) ==
    /\ StillLeads(c, b)
    /\ committed[b] < i /\ i <= Len(log[c])
    /\ LET have == {n \in Nodes : accBal[n] = b /\ Len(log[n]) >= i}
       IN \E j \in 0..Len(log[c]) :
            /\ IsQuorum(have, ConfigurationAt(log[c], j))
            /\ Guard("latest-configuration-commits", j = Len(log[c]))
    /\ committed' = [committed EXCEPT ![b] = i]
    /\ chosen' = chosen \cup {<<s, log[c][s]>> : s \in 1..i}
    /\ UNCHANGED <<maxBal, accBal, log, leader>>

Next ==
    \E c \in Nodes, b \in Ballots :
        \/ Elect(c, b)
        \/ Propose(c, b)
        \/ \E configuration \in Configurations : Change(c, b, configuration)
        \/ \E n \in Nodes : Accept(n, c, b)
        \/ \E i \in 1..MaxSlot : Commit(c, b, i)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------

ChosenIn(s) == {pair[2] : pair \in {p \in chosen : p[1] = s}}

(***************************************************************************)
(* Whoever decides, seen in one slot it is Consensus.                      *)
(***************************************************************************)
Abstract(s) == INSTANCE Consensus WITH Values <- Entries, chosen <- ChosenIn(s), Removed <- {}

\* This says \A s \in 1..MaxSlot : Abstract(s)!Spec, in a form that TLC can check.
Refines ==
    /\ \A s \in 1..MaxSlot : Abstract(s)!Init
    /\ [][\A s \in 1..MaxSlot : Abstract(s)!Next \/ UNCHANGED ChosenIn(s)]_vars

TypeOK ==
    /\ maxBal \in [Nodes -> Ballots \cup {None}]
    /\ accBal \in [Nodes -> Ballots \cup {None}]
    /\ \A n \in Nodes : accBal[n] <= maxBal[n] /\ Len(log[n]) <= MaxSlot /\ \A s \in 1..Len(log[n]) : log[n][s] \in Entries
    /\ leader \in [Ballots -> Nodes \cup {Nobody}]
    /\ committed \in [Ballots -> 0..MaxSlot]

\* One entry per slot, whichever configurations chose it.
Agreement == \A s \in 1..MaxSlot : Cardinality(ChosenIn(s)) <= 1
=============================================================================
