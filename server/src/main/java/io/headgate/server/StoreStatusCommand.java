package io.headgate.server;

import io.grpc.StatusRuntimeException;
import io.headgate.etcd.EtcdConnection;
import io.headgate.etcd.EtcdMethods;
import io.headgate.etcd.EtcdProto.AlarmRequest;
import io.headgate.etcd.EtcdProto.AlarmResponse;
import io.headgate.etcd.EtcdProto.StatusResponse;
import io.headgate.server.TextTable.Column;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code headgate store status}: how the members are. */
@Command(
        name = "status",
        description = "Show how each endpoint is. Exits with 1 if one does not answer, knows no leader, or has errors.",
        mixinStandardHelpOptions = true)
final class StoreStatusCommand implements Callable<Integer> {
    @Mixin
    private StoreClient client = new StoreClient();

    @Override
    public Integer call() {
        TextTable table = new TextTable(
                Column.text("ENDPOINT"),
                Column.text("MEMBER"),
                Column.text("ROLE"),
                Column.text("LEADER"),
                Column.number("BALLOT"),
                Column.number("CHOSEN"),
                Column.number("APPLIED"),
                Column.number("REVISION"),
                Column.number("BYTES"),
                Column.number("LIVE"),
                Column.text("ALARMS"),
                Column.text("ERRORS"));
        List<Object> documents = new ArrayList<>();
        int exitCode = CommandLine.ExitCode.OK;
        for (StoreEndpoint endpoint : client.endpoints()) {
            try (EtcdConnection connection = client.connect(endpoint)) {
                StatusResponse status = client.status(connection);
                List<String> alarms = alarms(connection);
                add(table, endpoint, status, alarms);
                documents.add(document(endpoint, status, alarms));
                if (status.getLeader() == 0 || status.getErrorsCount() > 0) {
                    exitCode = CommandLine.ExitCode.SOFTWARE;
                }
            } catch (StatusRuntimeException e) {
                exitCode = client.failed(endpoint + ": " + StoreClient.reason(e.getStatus()));
            }
        }
        client.print(table.isEmpty() ? "" : table.render(), Map.of("endpoints", documents));
        return exitCode;
    }

    private List<String> alarms(EtcdConnection connection) {
        AlarmResponse answer = connection.call(EtcdMethods.ALARM, AlarmRequest.getDefaultInstance(), client.timeout());
        return answer.getAlarmsList().stream()
                .map(alarm -> alarm.getAlarm() + "@" + StoreText.id(alarm.getMemberID()))
                .toList();
    }

    private static void add(TextTable table, StoreEndpoint endpoint, StatusResponse status, List<String> alarms) {
        table.row(
                endpoint.toString(),
                StoreText.id(status.getHeader().getMemberId()),
                role(status),
                status.getLeader() == 0 ? "none" : StoreText.id(status.getLeader()),
                Long.toString(status.getRaftTerm()),
                Long.toString(status.getRaftIndex()),
                Long.toString(status.getRaftAppliedIndex()),
                Long.toString(status.getHeader().getRevision()),
                Long.toString(status.getDbSize()),
                Long.toString(status.getDbSizeInUse()),
                alarms.isEmpty() ? "-" : String.join(" ", alarms),
                status.getErrorsCount() == 0 ? "-" : String.join("; ", status.getErrorsList()));
    }

    private static String role(StatusResponse status) {
        if (status.getIsLearner()) {
            return "learner";
        }
        return status.getLeader() != 0
                        && status.getLeader() == status.getHeader().getMemberId()
                ? "leader"
                : "follower";
    }

    private static Map<String, Object> document(StoreEndpoint endpoint, StatusResponse status, List<String> alarms) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("endpoint", endpoint.toString());
        document.put("cluster", StoreText.id(status.getHeader().getClusterId()));
        document.put("member", StoreText.id(status.getHeader().getMemberId()));
        document.put("role", role(status));
        document.put("leader", status.getLeader() == 0 ? null : StoreText.id(status.getLeader()));
        document.put("ballot", status.getRaftTerm());
        document.put("chosenSlot", status.getRaftIndex());
        document.put("appliedSlot", status.getRaftAppliedIndex());
        document.put("revision", status.getHeader().getRevision());
        document.put("storeBytes", status.getDbSize());
        document.put("liveBytes", status.getDbSizeInUse());
        document.put("alarms", alarms);
        document.put("errors", List.copyOf(status.getErrorsList()));
        return document;
    }
}
