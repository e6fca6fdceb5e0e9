/** "区划代码" is a code on the wire and a name on the page; 分 are shown as 元. */
export function shortLabel(label: string): string {
  const short = label.replace(/^(区划|种类|状态|登记状态|行业|角色|由来)代码|的标识$/u, "$1");
  return short.replace("（分）", "");
}
