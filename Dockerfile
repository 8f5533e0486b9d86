# The host with every plugin of this project; docs/how-to/run-the-image.md says how to run it and how to build it.

# On the platform of the build machine: what the compiler writes is the same for all, and npm fetches for the one it is told.
# The version stands here and below, and in no ARG, where nothing that keeps versions up to date would find it.
FROM --platform=$BUILDPLATFORM docker.io/library/node:24.21.0-bookworm-slim AS build
WORKDIR /opt/headwind
COPY . .

# Whoever needs another registry, or a token for it, gives the build an .npmrc as a secret: it stays in no layer. The packages have
# the compiler among what they need themselves; what the repository needs for tests and releases stays away.
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc \
    npm ci --no-audit --no-fund --workspace=core --workspace=plugins \
 && npx tsc -b core/* plugins/* \
 && npx headwind-plugin-schema plugins/*

# What it took to build goes; what the host and the plugins need comes anew, exactly as the lock file has it. The list that npm
# makes of it calls the packages of this project by their folders, and by their names only in the purl.
ARG TARGETARCH=amd64
ARG VERSION=0.0.0
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc \
    rm -r node_modules core/create-plugin tsconfig*.json \
 && find core plugins -mindepth 2 -maxdepth 2 ! -name bin ! -name dist ! -name package.json ! -name LICENSE -exec rm -r {} + \
 && npm pkg delete devDependencies scripts --workspaces --include-workspace-root \
 && npm pkg set "version=$VERSION" \
 && npm ci --no-audit --no-fund --omit=dev --omit=peer \
      --os=linux --libc=glibc --cpu="$(echo "$TARGETARCH" | sed s/amd64/x64/)" \
 && npm sbom --omit=dev --sbom-format=cyclonedx --sbom-type=application >sbom.npm.json \
 && node --eval ' \
      const sbom = JSON.parse(fs.readFileSync("sbom.npm.json", "utf8")); \
      for (const each of [sbom.metadata.component, ...sbom.components]) \
        each.name = decodeURIComponent(each.purl).replace(/^pkg:npm.(.*)@[^@]*$/, "$1"); \
      fs.writeFileSync("sbom.cdx.json", JSON.stringify(sbom, undefined, 2));' \
 && rm package-lock.json .npmrc sbom.npm.json \
 && find . -type f \( -name .tsbuildinfo -o -name '*.d.ts' -o -name '*.d.cts' -o -name '*.d.mts' -o -name '*.map' \) -delete

# `--target sbom --output .` writes the list of what is in the image, in CycloneDX; the image holds it as well.
FROM scratch AS sbom
COPY --from=build /opt/headwind/sbom.cdx.json /

FROM docker.io/library/node:24.21.0-bookworm-slim
ARG VERSION=0.0.0
ARG REVISION=unknown
ARG CREATED=unknown
LABEL org.opencontainers.image.title="Headwind Notifications" \
      org.opencontainers.image.description="Tells people and pagers about image updates in Kubernetes, and never loses a notification" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.created="$CREATED"

# Nothing here installs packages, so npm and its like go; a plugin that is mounted finds the one package it shares with the host.
RUN rm -rf /usr/local/lib/node_modules /usr/local/include/node /opt/yarn* /usr/local/bin/docker-entrypoint.sh \
      /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn /usr/local/bin/yarnpkg \
 && mkdir -p /etc/headwind /plugins /node_modules/@headwind \
 && ln -s /opt/headwind/core/plugin-api /node_modules/@headwind/plugin-api \
 && ln -s /opt/headwind/core/host/bin/headwind-notify.js /usr/local/bin/headwind-notify \
 && groupadd --gid 10001 headwind \
 && useradd --uid 10001 --gid headwind --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin headwind \
 && install --directory --owner=headwind --group=headwind --mode=0700 /var/lib/headwind
COPY --from=build /opt/headwind /opt/headwind

# The host looks for headwind.yaml in its working directory, and goes by the environment where there is none. It refuses to
# listen beyond loopback without a token, so a container that was given none says so and ends.
WORKDIR /etc/headwind
ENV NODE_ENV=production \
    HEADWIND_DATA=/var/lib/headwind \
    HEADWIND_LISTEN=:8080 \
    HEADWIND_PLUGINS=/plugins
VOLUME /var/lib/headwind
EXPOSE 8080
USER 10001:10001
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["headwind-notify", "health"]
# As bin/headwind-notify.js has it, without a shell or env in between: Node is the first process and takes the signals.
ENTRYPOINT ["node", "--max-semi-space-size=32", "/opt/headwind/core/host/dist/cli.js"]
CMD ["serve"]
