/** Every address of the ceremony. */
export const BASE = "/ceremony";

export const paths = {
  choose: "/",
  stage: (id: string) => `/${id}`,
  contribute: (id: string) => `/${id}/contribute`,
  hold: (id: string) => `/${id}/hold`,
  record: (id: string) => `/${id}/record`,
  minutes: (id: string) => `/${id}/minutes`,
  key: "/key",
};

/** The bundle of a draw, as everybody can have it. */
export const bundlePath = (id: string) => `/api/v1/public/draws/${id}/bundle.zip`;

/** The page on which everybody checks it. */
export const verifyPath = (id: string) => `/verify?bundle=${bundlePath(id)}`;
