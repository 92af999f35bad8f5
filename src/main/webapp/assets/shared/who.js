// Who is signed in, for parts deep in the page that show more to an administrator. Set once, when the server has told it.

let known = null;

/** @param {{name: string, roles: string[]}} me */
export const setMe = (me) => (known = me);

export const isAdmin = () => known?.roles?.includes('admin') ?? false;
export const isUser = () => known !== null;
