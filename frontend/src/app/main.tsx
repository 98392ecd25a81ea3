/** Mounts the app. */
import "./styles";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createQueryClient } from "@/lib/query-client";
import { createAppRouter } from "./router";
import { colorSchemeManager, cssVariablesResolver, theme } from "./theme";

const client = createQueryClient();
const router = createAppRouter(client);
const root = document.getElementById("root");
if (!root) throw new Error("index.html has no element with the id `root` to draw in");

/* A page whose files a new build took away is loaded once more by the router, which knows that only
 * of scripts: a style that is missing, which is asked for before, may not fail first. */
window.addEventListener("vite:preloadError", (event) => {
  if (event.payload.message.includes("CSS")) event.preventDefault();
});

createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      colorSchemeManager={colorSchemeManager}
      defaultColorScheme="auto"
    >
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
