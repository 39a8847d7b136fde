// SPDX-License-Identifier: Apache-2.0
// A platform that speaks SMPP with a library of its own (node-smpp): binds, submits a short message, a long one, one in
// message_payload and one in UCS-2, receives their receipts and unbinds. Prints what it saw as one JSON line a step;
// exits 0 when all of it was as SMPP 3.4 says, 1 with the reason otherwise.
//   node platform.js PORT SYSTEM_ID PASSWORD
'use strict';

const assert = require('node:assert/strict');
const smpp = require('smpp');

const PATIENCE_MS = 30_000;
const [port, system_id, password] = process.argv.slice(2);

/** Receipts by receipted_message_id, and who waits for one. */
const receipts = new Map();
const waiting = new Map();

function say(step, facts) {
  console.log(JSON.stringify({ step, ...facts }));
}

function fail(reason) {
  console.error(`failed: ${reason}`);
  process.exit(1);
}

/** Sends a request and gives its response. */
function ask(session, command, fields) {
  return new Promise((resolve) => session[command](fields, resolve));
}

function onDeliver(session, pdu) {
  session.send(pdu.response());
  assert.equal(pdu.esm_class & 0x3c, 0x04, 'a receipt says so in its esm_class');
  const id = pdu.receipted_message_id;
  receipts.set(id, pdu);
  waiting.get(id)?.(pdu);
}

function receiptOf(id) {
  if (receipts.has(id)) return Promise.resolve(receipts.get(id));
  return new Promise((resolve) => waiting.set(id, resolve));
}

function textOf(pdu) {
  const text = pdu.short_message.message;
  return Buffer.isBuffer(text) ? text.toString('latin1') : text;
}

async function deliver(session, name, fields) {
  const response = await ask(session, 'submit_sm', { registered_delivery: 1, ...fields });
  assert.equal(response.command_status, 0, `${name}: submit_sm_resp says ${response.command_status}`);
  assert.match(response.message_id, /^[0-9a-f]{16}$/, `${name}: message_id`);
  say('submitted', { name, message_id: response.message_id });

  const receipt = await receiptOf(response.message_id);
  assert.equal(receipt.message_state, 2, `${name}: message_state DELIVERED`);
  assert.match(textOf(receipt), new RegExp(`^id:${response.message_id} .*stat:DELIVRD err:`), `${name}: text`);
  assert.equal(receipt.source_addr, fields.destination_addr, `${name}: addresses are swapped`);
  say('delivered', { name, message_id: response.message_id, text: textOf(receipt) });
}

async function refused(session, name, fields, status) {
  const response = await ask(session, 'submit_sm', fields);
  assert.equal(response.command_status, status, `${name}: refused with ${response.command_status}`);
  say('refused', { name, status });
}

/** A connection of its own: a server may end one whose bind it refused. */
function connect() {
  return new Promise((resolve) => {
    const session = smpp.connect({ url: `smpp://127.0.0.1:${port}` }, () => resolve(session));
    session.on('deliver_sm', (pdu) => {
      try {
        onDeliver(session, pdu);
      } catch (error) {
        fail(error.message);
      }
    });
    session.on('error', (error) => fail(`connection: ${error.message}`));
  });
}

async function run() {
  const stranger = await connect();
  const wrong = await ask(stranger, 'bind_transceiver', { system_id, password: 'wrong' });
  assert.notEqual(wrong.command_status, 0, 'a wrong password does not bind');
  stranger.close();
  say('refused', { name: 'a wrong password', status: wrong.command_status });

  const session = await connect();
  const bound = await ask(session, 'bind_transceiver', { system_id, password, interface_version: 0x34 });
  assert.equal(bound.command_status, 0, 'bind_transceiver');
  assert.equal(bound.sc_interface_version, 0x34);
  say('bound', { system_id: bound.system_id });

  await deliver(session, 'short', { destination_addr: '8613800138001', short_message: 'Your code is 482915' });
  await deliver(session, 'payload', { destination_addr: '8613800138002', message_payload: 'a long text '.repeat(40) });
  await deliver(session, 'ucs2', {
    destination_addr: '8613800138003', data_coding: 0x08, short_message: '您的验证码是482915',
  });
  await deliver(session, 'long', {
    destination_addr: '8613800138004', short_message: 'x'.repeat(254),
  });
  await refused(session, 'no number', { destination_addr: 'abc', short_message: 'hello' }, smpp.ESME_RINVDSTADR);

  const link = await ask(session, 'enquire_link', {});
  assert.equal(link.command_status, 0, 'enquire_link');
  const unbound = await ask(session, 'unbind', {});
  assert.equal(unbound.command_status, 0, 'unbind');
  say('unbound', {});
}

let done = false;
run().then(() => {
  done = true;
  process.exit(0);
}, (error) => fail(error.message));
setTimeout(() => fail('time is over'), PATIENCE_MS).unref();
// With every connection gone there is nothing left to wait for, and Node would end as if all were well.
process.on('exit', () => {
  if (!done) process.exitCode = 1;
});
