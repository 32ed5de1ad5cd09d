// Mirrors Engagement's tickets into another service desk. See README.md.
import { createServer } from "node:http";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";

const { WEBHOOK_SECRET, DESK_URL, DESK_TOKEN = "", PORT = "8787", STATE = "mirror.json" } = process.env;
const webhook = new Webhook(WEBHOOK_SECRET);

// tickets: our ticket's id -> theirs; seen: the events we have, because each may come more than once.
const state = load();

async function desk(path, body, method = "POST") {
  const answer = await fetch(DESK_URL + path, {
    method,
    headers: { "content-type": "application/json", authorization: `Bearer ${DESK_TOKEN}` },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`The desk answers ${answer.status}.`);
  return answer.status === 204 ? {} : answer.json();
}

const openTicket = (ticket) => desk("/tickets", {
  subject: ticket.subject, requester: ticket.clientName, externalId: `engagement-${ticket.number}`,
});

const comment = (theirs, text, author, isPublic) => desk(`/tickets/${theirs}/comments`, { text, author, public: isPublic });

// Events come in no promised order: whatever comes first opens the ticket.
async function mirrored(ticket) {
  if (!state.tickets[ticket.id]) {
    state.tickets[ticket.id] = (await openTicket(ticket)).id;
    save();
  }
  return state.tickets[ticket.id];
}

async function take({ type, data }) {
  switch (type) {
    case "ticket.created":
      await mirrored(data.ticket);
      break;
    case "ticket.changed":
      await comment(await mirrored(data.ticket), `${data.change.what}: ${data.change.before ?? "–"} → ${data.change.after ?? "–"}`, data.change.by, false);
      break;
    case "message.received":
    case "message.sent":
    case "note.added":
      await comment(await mirrored(data.ticket), data.message.text, data.message.author, type !== "note.added");
      break;
  }
}

// One after the other, so that two first messages do not open two tickets.
let queue = Promise.resolve();
const inTurn = (work) => (queue = queue.then(work, work));

createServer(async (request, response) => {
  const end = (status) => response.writeHead(status).end();
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString("utf8");
  let event;
  try {
    event = webhook.verify(body, request.headers);
  } catch {
    return end(401);
  }
  try {
    await inTurn(async () => {
      const id = request.headers["webhook-id"];
      if (state.seen.includes(id)) return;
      await take(event);
      state.seen = [...state.seen.slice(-9999), id];
      save();
    });
    end(204);
  } catch (problem) {
    console.error(problem.message);
    end(503); // Engagement tries again
  }
}).listen(Number(PORT), "127.0.0.1", function () {
  console.log(`listening on ${this.address().port}`);
});

function load() {
  try {
    return JSON.parse(readFileSync(STATE, "utf8"));
  } catch {
    return { tickets: {}, seen: [] };
  }
}

function save() {
  writeFileSync(`${STATE}.new`, JSON.stringify(state));
  renameSync(`${STATE}.new`, STATE);
}
