import type { TFunction } from "i18next";

/** What the server says of a promise, in its English words, and the text that says the same; braces hold what differs. */
const sentences: Readonly<Record<string, string>> = {
  "The policy {policy} (version {version}) decides what goes, what goes as a stand-in, what stays.": "guard.holds",
  "The policy {policy} (version {version}) is in a dry run: it counts, and everything goes.": "guard.dry",
  "A line without content is durable in the database first.": "line.durable",
  "The ledger cannot be written now, so nothing is sent to any model.": "line.broken",
  "The last checkpoint covers {entries} entries.": "signed.covers",
  "A checkpoint did not get outside. {trouble}": "outside.late",
  "Checkpoints are sent to one place outside.": "outside.one",
  "Checkpoints are sent to {count} places outside.": "outside.some",
  "No checkpoint leaves this machine, so the record is self-reported: its owner could write it anew.": "outside.none",
  "The organisation forbids it, so nobody can say yes.": "training.forbidden",
  "People may say yes to the purpose that you named; the export looks at each one's last word.": "training.allowed",
  "No model of another company is in the catalogue.": "terms.noModel",
  "Nobody has declared what happens to words at: {names}.": "terms.untold",
  "Declared, not proved: {told}.": "terms.told",
  "The master key is kept by {custody}.": "key.keeper",
  "The master key {file} lies in the folder of what it opens.": "key.beside",
  "The master key lies apart from the data, readable by one user.": "key.apart",
  "{custody} keeps the key, and its backups.": "backup.keeper",
  "Nobody has shown a copy of the master key. Without it, all that is sealed is lost with this disk.": "backup.none",
  "A copy of it was seen on {day}.": "backup.seen",
  "The end of an epoch has passed and its key is still there: old copies of what was deleted may open.": "shred.overdue",
  "A deleted chat's key is destroyed at once. What is deleted now cannot be opened from old disks and logs either from {moment} UTC on.": "shred.done",
  "Not as it was built: {breaches}.": "rows.broken",
  "Looked at just now in every table. Row-level security stops a forgotten condition, not a compromised server.": "rows.proved",
  "Row-level security stops a forgotten condition, not a compromised server.": "rows.limit",
  "No process of ours writes a core dump, but this machine has swap: memory may reach the disk.": "memory.swap",
  "No process of ours writes a core dump, and this machine has no swap.": "memory.none",
  "The engine does not run.": "engine.off",
  "This machine does not let us take the network away from the engine.": "engine.shared",
  "It runs in an empty network of its own and is reached through a private socket only.": "engine.walls",
  "Your company opens this traffic on the way (TLS inspection), and can read it there: {names}.": "readers.opened",
  "Whoever runs the proxy with the authority of INHOUSE_CA_FILE can read what goes to external models.": "readers.proxy",
  "TLS ends at the destination, as the authorities that this machine trusts vouch for its name.": "readers.tls",
  "It runs without a network, behind a filter of system calls; the gate alone holds credentials.": "gate.sealed",
  "Open mode: the server itself keeps the list of destinations. Code that breaks into it is not bound.": "gate.open",
};

const special = /[.*+?^$()|[\]\\]/g;
const patterns = Object.entries(sentences).map(([said, key]) => ({ key, pattern: new RegExp(`^${said.replace(special, String.raw`\$&`).replace(/\{(\w+)\}/g, "(?<$1>.+)")}$`) }));

/** The same in the page's language; words that no text has stay as the server said them. */
export function promiseWords(said: string, t: TFunction): string {
  for (const { key, pattern } of patterns) {
    const found = pattern.exec(said);
    if (found) return t(`admin:promises.said.${key}`, { ...found.groups, ...known(found.groups ?? {}, t) });
  }
  return said;
}

/** Parts of a sentence that have words of their own: a policy that ships with us, and who declared what of a place. */
function known({ policy, told }: Readonly<Record<string, string>>, t: TFunction): Record<string, string> {
  return {
    ...(policy === undefined ? {} : { policy: t(`policy:preset.${policy}.title`, { defaultValue: policy }) }),
    ...(told === undefined ? {} : { told: told.replaceAll(/([^;]+?) by ([^;]+) on ([^;]+)/g, (_whole, place: string, by: string, on: string) => t("admin:promises.declaredBy", { place, by, on })) }),
  };
}
