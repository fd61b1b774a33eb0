import type { JSONRPCMessage } from '@modelcontextprotocol/client';
import type { JsonObject, McpMessageId } from '@valetkey/api-contracts';
import { expectAssignable, expectError, expectNotAssignable } from 'tsd';
import type { OpenCallback } from '../../dist/mcp/callbacks.js';
import type { McpExchange } from '../../dist/mcp/exchange.js';
import type { PendingRequest } from '../../dist/mcp/pending-request.js';
import type { Wire } from '../../dist/mcp/wire.js';
import {
  makeWireIds,
  type ServerId,
  serverIdOf,
  serverTokenOf,
  type WireId,
} from '../../dist/mcp/wire-ids.js';
import {
  cancelledMessage,
  progressMessage,
  requestMessage,
  type WireMessage,
  type WireParams,
} from '../../dist/mcp/wire-message.js';

declare const wire: Wire;
/** What an extension chooses. */
declare const chosen: McpMessageId;
declare const params: JsonObject;
declare const wireId: WireId;
declare const serverId: ServerId;

// The rule: no id, token or message that an extension made up goes toward a server.
expectNotAssignable<WireId>(chosen);
expectNotAssignable<WireId>(1);
expectNotAssignable<ServerId>(chosen);
expectNotAssignable<ServerId>('1');
expectNotAssignable<WireParams>(params);
expectError(wire.send({ jsonrpc: '2.0', id: chosen, method: 'tools/list' }));
expectError(wire.send({ jsonrpc: '2.0', id: 1, method: 'tools/list' }));
expectError(wire.send({ jsonrpc: '2.0', id: wireId, method: 'tools/list', params }));
expectError(wire.send({ jsonrpc: '2.0', id: chosen, result: {} }));
expectError(wire.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: chosen } }));
expectError(
  wire.send({ jsonrpc: '2.0', method: 'notifications/progress', params: { progressToken: chosen } }),
);
expectNotAssignable<WireMessage>({} as JSONRPCMessage);
expectError(requestMessage(1, 'ping', params, false));
expectError(cancelledMessage(1, params));
expectError(progressMessage('x', params));

// The two sides' ids are not each other's, either.
expectError(requestMessage(serverId, 'ping', params, false));
expectError(progressMessage(wireId, params));
expectError(wire.send({ jsonrpc: '2.0', id: wireId, result: {} }));

// What an extension says is no message of a server's, so that no id of a server's is read out of it.
declare const said: JSONRPCMessage;
declare const exchange: McpExchange;
expectError(serverIdOf(said));
expectError(serverTokenOf(said));
expectError(exchange.answered(said));
expectError(exchange.answered(chosen));
expectError(exchange.inProgress(said));

// What waits has no id to be found by, and what the extension answers to tells none.
expectError((request: PendingRequest) => request.id);
expectError((open: OpenCallback) => open.id);

// And what is compiled above is right but for the ids.
expectAssignable<WireMessage>(requestMessage(makeWireIds()(), 'tools/list', params, true));
expectAssignable<WireMessage>(cancelledMessage(wireId, params));
expectAssignable<WireMessage>(progressMessage(serverId, params));
expectAssignable<WireMessage>({ jsonrpc: '2.0', id: serverId, result: {} });
