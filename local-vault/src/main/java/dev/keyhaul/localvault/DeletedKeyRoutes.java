package dev.keyhaul.localvault;

import dev.keyhaul.localvault.access.VaultOperation;
import dev.keyhaul.localvault.http.Answer;
import dev.keyhaul.localvault.http.Request;
import dev.keyhaul.localvault.http.ServiceError;

/** Finds what a path under {@code /deletedkeys} stands for. */
final class DeletedKeyRoutes {
    private final DeletedKeys deletedKeys;

    DeletedKeyRoutes(DeletedKeys deletedKeys) {
        this.deletedKeys = deletedKeys;
    }

    Call find(Request request) throws ServiceError {
        return switch (request.length()) {
            case 1 -> all(request);
            case 2 -> one(request, KeyRoutes.name(request));
            case 3 -> belowOne(request, KeyRoutes.name(request));
            default -> throw request.noSuchPath();
        };
    }

    private Call all(Request request) throws ServiceError {
        if (!request.method().equals("GET")) {
            throw request.notAllowed("GET");
        }
        return call(
                VaultOperation.LIST_DELETED, request, swap -> Answer.of(deletedKeys.list(request)));
    }

    private Call one(Request request, String name) throws ServiceError {
        return switch (request.method()) {
            case "GET" ->
                    call(
                            VaultOperation.GET_DELETED,
                            request,
                            swap -> Answer.of(deletedKeys.get(name)));
            case "DELETE" -> call(VaultOperation.PURGE, request, swap -> purge(name));
            default -> throw request.notAllowed("GET, DELETE");
        };
    }

    private Answer purge(String name) throws ServiceError {
        deletedKeys.purge(name);
        return Answer.empty();
    }

    private Call belowOne(Request request, String name) throws ServiceError {
        if (!request.segment(2).equals("recover")) {
            throw request.noSuchPath();
        }
        if (!request.method().equals("POST")) {
            throw request.notAllowed("POST");
        }
        return call(VaultOperation.RECOVER, request, swap -> Answer.of(deletedKeys.recover(name)));
    }

    private static Call call(VaultOperation operation, Request request, Call.Action action) {
        return new Call(operation, request.path(), action);
    }
}
