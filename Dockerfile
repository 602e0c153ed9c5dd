# The server as an image: `docker build --tag livephoto .`, then
# `docker run --init --read-only --tmpfs /tmp --volume livephoto:/data --publish 8787:8787 livephoto`.
# It is built from npm's registry and Debian's Node alone, runs without root, and writes below /data only.
FROM node:22-bookworm-slim AS build
WORKDIR /source
RUN npm install --global pnpm@12.21.0
COPY . .
# Installs, builds, makes the models, and inspects the samples: an image that cannot inspect is none.
RUN npm run demo
# The command with what it needs to run, and nothing of what it was built with.
RUN pnpm --filter @livephoto/cli --prod deploy --legacy /app

FROM node:22-bookworm-slim
LABEL org.opencontainers.image.title="livephoto" org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production LIVEPHOTO_HOST=0.0.0.0 LIVEPHOTO_PORT=8787 LIVEPHOTO_OPERATIONS_PORT=9090 LIVEPHOTO_DATA=/data
RUN install --directory --owner node --group node --mode 700 /data
COPY --from=build /app /app
USER node
VOLUME /data
EXPOSE 8787
# Ready: models loaded, stores reached. The port of operations is for the container alone.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["node", "-e", "fetch('http://127.0.0.1:9090/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/dist/main.js"]
CMD ["serve"]
