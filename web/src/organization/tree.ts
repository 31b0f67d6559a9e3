// The organisation tree as one person sees it: read once, shown as the rows that are open, searched by name.
import { api } from "@/kernel/api/client";

export interface TreeNode {
  id: number;
  parent_id: number | null;
  name: string;
  kind: string;
  member_count?: number;
}
export interface TreeRow {
  node: TreeNode;
  depth: number;
  children: number;
  open: boolean;
}

export class Tree {
  private readonly by_id = new Map<number, TreeNode>();
  private readonly children = new Map<number | null, TreeNode[]>();

  constructor(readonly nodes: TreeNode[]) {
    for (const node of nodes) this.by_id.set(node.id, node);
    for (const node of nodes) {
      const parent = this.parent_of(node);
      const siblings = this.children.get(parent);
      if (siblings) siblings.push(node);
      else this.children.set(parent, [node]);
    }
  }

  find = (id: number): TreeNode | undefined => this.by_id.get(id);

  // A node whose superior the reader may not see stands at the top.
  private parent_of = (node: TreeNode): number | null => (node.parent_id !== null && this.by_id.has(node.parent_id) ? node.parent_id : null);

  roots = (): TreeNode[] => this.children.get(null) ?? [];

  ancestors(id: number): number[] {
    const found: number[] = [];
    for (let node = this.by_id.get(id); node; ) {
      const parent = this.parent_of(node);
      if (parent === null) break;
      found.push(parent);
      node = this.by_id.get(parent);
    }
    return found;
  }

  // The rows to show, in order. While searching: what matches, with the way down to it open.
  rows(open: ReadonlySet<number>, q: string): TreeRow[] {
    const wanted = q.trim().toLowerCase();
    const matches = wanted ? this.nodes.filter(({ name }) => name.toLowerCase().includes(wanted)) : [];
    const on_the_way = new Set(matches.flatMap(({ id }) => this.ancestors(id)));
    const visible = new Set([...matches.map(({ id }) => id), ...on_the_way]);
    const rows: TreeRow[] = [];
    const walk = (nodes: TreeNode[], depth: number) => {
      for (const node of nodes) {
        if (wanted && !visible.has(node.id)) continue;
        const below = this.children.get(node.id) ?? [];
        const is_open = wanted ? on_the_way.has(node.id) : open.has(node.id);
        rows.push({ node, depth, children: below.length, open: is_open });
        if (is_open) walk(below, depth + 1);
      }
    };
    walk(this.roots(), 0);
    return rows;
  }
}

let known: Promise<Tree> | undefined;

// Kept for the page's life; forget_tree() after an organisation was founded, renamed or moved.
export function load_tree(): Promise<Tree> {
  known ??= api.get<{ items: TreeNode[] }>("/organizations/tree").then(({ items }) => new Tree(items));
  known.catch(() => (known = undefined));
  return known;
}
export function forget_tree(): void {
  known = undefined;
}
