// An archive as somebody would change it at home: one of its files with other words, the rest as it was.
import { execFileSync } from "node:child_process";

const rewrite = `
import io, sys, zipfile
path, name, old, new = sys.argv[1:]
out = io.BytesIO()
with zipfile.ZipFile(path) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
    for each in before.namelist():
        data = before.read(each)
        after.writestr(each, data.replace(old.encode(), new.encode(), 1) if each.endswith(name) else data)
sys.stdout.buffer.write(out.getvalue())
`;
export const archive_with = (path: string, name: string, old: string, fresh: string): Buffer => execFileSync("python3", ["-c", rewrite, path, name, old, fresh]);
